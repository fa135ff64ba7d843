"""Texts and articles as they come: markup characters, emoji, scripts, names and tags."""

from __future__ import annotations

from hypothesis import strategies as st

from bot.answering.answer import Correction, Finding, Kind
from bot.handlers.send import entities
from bot.reply.markup import Nodes, render
from store.model import Article, ArticleId, Excerpt, Quote, Span
from tests.fakes.entities import Parsed, read

_PIECES = st.sampled_from(
    [
        "<b>", "</blockquote>", "&amp;", "&", "<", ">", '"', "“", "”", "@reader_1", "#tag", "$NATO",
        "/start", "example.com", "https://a.example/x?y=1&z=2", "a@b.org", " ", "\n", "\n\n", ". ",
        "слово", "אבג", "سلام", "中文,没有空格。", "🙂", "👩‍👩‍👧", "e\u0301", "well-known, so & so",
        "word", "\u2028", "\u200f", "1,000", "x" * 90,
    ]
)  # fmt: skip
texts = st.lists(st.one_of(_PIECES, st.text(max_size=6)), min_size=1, max_size=15).map("".join)
lines = texts.map(lambda text: " ".join(text.split()) or "x")
_urls = st.sampled_from(
    [
        None,
        "https://news.example/a?b=1&c=2#part",
        "http://news.example/~x/“quoted”",
        "file:///home/a b/c.txt",
        "https://localhost/x",
        "https://[bad/x",
        "https://news.example/" + "a" * 3000,
    ]
)
_dates = st.sampled_from(
    [None, "2026-03-05", "2026-03-05T18:30:00+01:00", "2026", "2026-13-40", "0001-01-01", "x"]
)


@st.composite
def articles(draw: st.DrawFn) -> Article:
    """An article of any words, from any source."""
    text = draw(texts.filter(lambda text: bool(text.strip())))
    return Article(
        ArticleId(draw(st.integers(1, 9))),
        draw(st.one_of(st.just(""), lines)),
        text,
        draw(_urls),
        byline=draw(st.none() | lines),
        published=draw(_dates),
        publisher=draw(st.none() | lines),
    )


@st.composite
def excerpts(draw: st.DrawFn) -> Excerpt:
    """Words of an article, from one that is no space to another, some of them highlighted."""
    article = draw(articles())
    places = [at for at, character in enumerate(article.text) if not character.isspace()]
    start = draw(st.sampled_from(places))
    stop = draw(st.sampled_from([at for at in places if at >= start])) + 1
    inside = st.tuples(st.integers(start, stop), st.integers(start, stop)).map(sorted)
    marks = draw(st.lists(inside, max_size=4))
    return Excerpt(article, Span(start, stop), tuple(Span(*mark) for mark in marks))


@st.composite
def findings(draw: st.DrawFn) -> Finding:
    """Any finding."""
    excerpt = draw(excerpts())
    kind = draw(st.sampled_from(list(Kind)))
    also = tuple(draw(st.lists(articles(), max_size=3)))
    if kind is Kind.ARTICLE:
        return Finding(kind, excerpt.article, None, 0.5, also=also)
    quote = Quote(excerpt.span, draw(st.none() | lines)) if kind is Kind.QUOTE else None
    return Finding(kind, excerpt.article, excerpt, 0.5, quote, also)


corrections = st.lists(st.builds(Correction, lines, lines), max_size=7).map(tuple)


def as_sent(nodes: Nodes) -> Parsed:
    """Nodes as Telegram reads the message that they become."""
    rendered = render(nodes)
    raw = [one.to_dict() for one in entities(rendered)]
    return read(rendered.text, raw)
