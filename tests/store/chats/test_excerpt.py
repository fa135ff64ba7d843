"""What is shown of an article that is told of."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from store.chats.excerpt import show
from store.chats.index import prepare
from store.chats.interest import Interest
from store.chats.wording import Words
from store.model import EXCERPT_LIMIT, Article, ArticleId, Quote, Span

_TEXT = (
    "The council met on Thursday evening. The mayor of Wendside opened the bridge herself.\n\n"
    "“We waited. We waited for years,” said Ida Brandt. Nobody mentioned the ferry."
)


def _show(interest: Interest, text: str = _TEXT, *quotes: Quote, language: str = "en") -> tuple:
    article = Article(ArticleId(1), "A headline", text, language=language)
    shown = show(article, [prepare(interest)], quotes, Words())
    assert shown is not None
    return shown.span.of(text), [h.of(text) for h in shown.highlights], shown.quote


def test_the_sentence_with_most_of_what_is_followed_is_shown() -> None:
    excerpt, marked, _ = _show(Interest(words=("bridge", "mayor")))
    assert excerpt == "The mayor of Wendside opened the bridge herself."
    assert marked == ["mayor", "bridge"]


def test_neighbouring_words_are_marked_as_one() -> None:
    assert _show(Interest(person="Ida Brandt"))[1] == ["Ida Brandt"]
    assert _show(Interest(phrases=("mentioned the ferry",)))[1] == ["mentioned the ferry"]


def test_an_article_followed_for_its_publisher_shows_its_first_sentence() -> None:
    assert _show(Interest(publisher="Courier"))[:2] == ("The council met on Thursday evening.", [])


def test_an_excerpt_never_splits_a_quote() -> None:
    start, stop = _TEXT.index("We waited."), _TEXT.index(",”") + 1
    quote = Quote(Span(start, stop), "Ida Brandt")
    excerpt, _, shown = _show(Interest(words=("Brandt",)), _TEXT, quote)
    assert excerpt == "“We waited. We waited for years,” said Ida Brandt."
    assert shown == quote


def test_a_name_in_another_alphabet_is_found_and_marked() -> None:
    text = "Утро было тихим. Потом Тарасову позвонили."
    excerpt, marked, _ = _show(Interest(words=("Tarasov",)), text, language="ru")
    assert (excerpt, marked) == ("Потом Тарасову позвонили.", ["Тарасову"])


def test_in_a_script_without_spaces_the_word_itself_is_marked() -> None:
    assert _show(Interest(words=("北约",)), "他来了。他说北约东扩。", language="zh")[:2] == (
        "他说北约东扩。",
        ["北约"],
    )


def test_an_article_without_words_shows_nothing() -> None:
    assert show(Article(ArticleId(1), "x", ""), [], [], Words()) is None


@given(st.text(alphabet="bridge .,“”\nÉ北", max_size=900), st.integers(0, 900), st.integers(0, 300))
def test_an_excerpt_is_short_and_holds_its_highlights(text: str, start: int, length: int) -> None:
    article = Article(ArticleId(1), "x", text)
    quotes = [Quote(Span(start, start + length))] if start + length <= len(text) else []
    shown = show(article, [prepare(Interest(words=("bridge", "北")))], quotes, Words())
    if shown is None:
        assert not text.strip()
        return
    assert 0 < len(shown.span) <= EXCERPT_LIMIT
    assert shown.span.stop <= len(text)
    assert all(shown.span.holds(mark) for mark in shown.highlights)
    assert sum(map(len, shown.highlights)) <= 80
