"""The index finds exactly the follows that reading every one of them finds."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from store.chats.index import FollowIndex, is_met, prepare
from store.chats.interest import Interest, Interests, dump_interests, load_interests
from store.chats.wording import Words
from store.model import Article, ArticleId, Person, Span
from store.text.fold import fold
from store.text.words import find_words

_WORDS = (
    "harbour harbours Harbour mayor bridge US us WHO who the Müller muller Gerlach Gerlachs "
    "мост моста Герлах Герлаха Gerlakh 北约 北 约 东扩 กข กขคง ข่าว 2026 3 quay-side l'eau École"
).split()
_NAMES = ("Ada Gerlach", "Герлаха", "Ида Герлах", "Bo Müller", "US Harbour")
_PUBLISHERS = ("", "The Courier", "Courier Weekly", "Estuary Mail", "北约 Mail")
_LANGUAGES = ("en", "de", "ru", "zh", "und")

phrases = st.lists(st.sampled_from(_WORDS), min_size=1, max_size=3).map(" ".join)
interests = st.builds(
    Interest,
    words=st.lists(st.sampled_from(_WORDS), max_size=2).map(tuple),
    phrases=st.lists(phrases, max_size=1).map(tuple),
    person=st.sampled_from(("", "", "Gerlach", "Ada Gerlach", "Герлах", "Müller")),
    publisher=st.sampled_from(("", "", "Courier", "the courier", "Mail")),
    byline=st.sampled_from(("", "", "Tom Alder")),
    without=st.lists(st.sampled_from(_WORDS), max_size=1).map(tuple),
)
follows = st.lists(st.lists(interests, min_size=1, max_size=2).map(tuple), max_size=25)


@st.composite
def articles(draw: st.DrawFn) -> tuple[Article, list[Person]]:
    text = " ".join(draw(st.lists(st.sampled_from((*_WORDS, *_NAMES)), min_size=1, max_size=25)))
    if draw(st.booleans()):
        text = text.replace(" ", "")
    names = [name for name in _NAMES if name in text]
    article = Article(
        ArticleId(1),
        draw(phrases),
        text,
        language=draw(st.sampled_from(_LANGUAGES)),
        publisher=draw(st.sampled_from(_PUBLISHERS)) or None,
        byline=draw(st.sampled_from((None, "Tom Alder"))),
    )
    return article, [Person(name, (Span(0, 1),)) for name in names]


def _nothing_is_known(_: frozenset[str]) -> dict[str, int]:
    return {}


@given(
    follows,
    articles(),
    st.dictionaries(st.sampled_from([fold(w) for w in _WORDS]), st.integers(0, 9)),
)
def test_the_index_finds_what_reading_every_follow_finds(
    asked: list[Interests], read: tuple[Article, list[Person]], common: dict[str, int]
) -> None:
    words = Words()
    wording = words.read(*read)
    index = FollowIndex(enumerate(asked), words, lambda _: common)
    one_by_one = {
        number
        for number, wanted in enumerate(asked)
        if any(is_met(prepare(interest), wording, words) for interest in wanted)
    }
    assert index.match(wording) == one_by_one


@given(st.sampled_from(_WORDS[:4]), st.lists(st.sampled_from(_WORDS[:6]), max_size=8))
def test_a_word_is_found_exactly_when_the_text_has_it_inflected_or_not(
    wanted: str, text: list[str]
) -> None:
    words = Words()
    wording = words.read(Article(ArticleId(1), "", " ".join(text), language="en"), [])
    index = FollowIndex([(5, (Interest(words=(wanted,)),))], words, _nothing_is_known)
    stands = any(word.lower().rstrip("s") == wanted.lower().rstrip("s") for word in text)
    assert index.match(wording) == ({5} if stands else set())


@given(st.lists(interests, max_size=3).map(tuple))
def test_interests_survive_being_kept(asked: Interests) -> None:
    assert load_interests(dump_interests(asked)) == asked


def _is_for(interest: Interest, text: str, language: str = "en", *names: str, **more: str) -> bool:
    words = Words()
    article = Article(ArticleId(1), more.pop("headline", ""), text, language=language, **more)
    wording = words.read(article, [Person(name, (Span(0, 1),)) for name in names])
    return bool(FollowIndex([(1, (interest,))], words, _nothing_is_known).match(wording))


def test_an_acronym_that_reads_like_a_little_word_must_stand_in_capitals() -> None:
    assert _is_for(Interest(words=("WHO",)), "The WHO sent a doctor.")
    assert not _is_for(Interest(words=("WHO",)), "A doctor who was sent.")
    assert not _is_for(Interest(words=("May",)), "It may rain.")
    assert _is_for(Interest(words=("May",)), "Prime Minister May spoke.")
    assert _is_for(Interest(words=("NATO",)), "Nato sent a doctor.")


def test_a_name_is_told_of_in_another_script() -> None:
    assert _is_for(Interest(words=("Tarasov",)), "Сказали Тарасову.", "ru", "Тарасову")
    assert _is_for(Interest(words=("Герлаху",)), "Ada Gerlakh said so.", "en", "Ada Gerlakh")
    assert _is_for(Interest(words=("Тарасову",)), "Так сказал Тарасов.", "ru")
    assert _is_for(Interest(person="Oleg Tarasov"), "Олег Тарасов", "ru", "Олег Тарасов")
    assert not _is_for(Interest(words=("list",)), "Сказал Лист.", "ru", "Лист")


def test_a_person_needs_all_of_the_name_in_one_name() -> None:
    person = Interest(person="Ada Gerlach")
    assert _is_for(person, "Ada Gerlach spoke.", "en", "Ada Gerlach")
    assert not _is_for(person, "Ada Voss and Bo Gerlach spoke.", "en", "Ada Voss", "Bo Gerlach")


def test_a_phrase_stands_word_by_word_and_not_across_headline_and_text() -> None:
    phrase = Interest(phrases=("grain deal",))
    assert _is_for(phrase, "The Grain-Deal holds.")
    assert not _is_for(phrase, "The deal on grain holds.")
    assert not _is_for(phrase, "grains deals")


def test_a_publisher_is_known_by_words_that_stand_together() -> None:
    assert _is_for(Interest(publisher="courier"), "x", publisher="The Wendside Courier")
    assert not _is_for(Interest(publisher="courier"), "x", publisher="Couriers' Own")
    assert not _is_for(Interest(publisher="courier"), "x")


def test_what_is_not_wanted_keeps_an_article_away() -> None:
    interest = Interest(words=("bridge",), without=("football",))
    assert _is_for(interest, "The bridge closes.")
    assert not _is_for(interest, "The bridge closes.", headline="Football fans stranded")


def test_a_word_of_a_script_without_spaces_is_found_inside_a_run() -> None:
    assert _is_for(Interest(words=("北约",)), "他说北约东扩。", "zh")
    assert not _is_for(Interest(words=("北约",)), "他说北东约扩。", "zh")
    assert _is_for(Interest(phrases=("约东",)), "他说北约东扩。", "zh")


def test_an_interest_in_nothing_is_met_by_nothing() -> None:
    assert not _is_for(Interest(), "The bridge closes.")
    assert not _is_for(Interest(words=("…",), without=("x",)), "The bridge closes.")
    assert find_words("…") == []
