"""The nouns of the store: frozen, without behaviour beyond what keeps them true.

Every piece of text that is ever shown is a `Span` into the one immutable text of an article; no
class here takes a string to show. Offsets are Unicode code points, half-open.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NewType

ArticleId = NewType("ArticleId", int)


@dataclass(frozen=True, slots=True, order=True, init=False)
class Span:
    """A half-open range [start, stop) of code points in an article's text."""

    start: int
    stop: int

    def __init__(self, start: int, stop: int) -> None:
        if not 0 <= start <= stop:
            message = f"not a span: [{start}, {stop})"
            raise ValueError(message)
        _set_start(self, start)
        _set_stop(self, stop)

    def __len__(self) -> int:
        return self.stop - self.start

    def __reduce__(self) -> tuple[type[Span], tuple[int, int]]:
        # Worker processes send them by the hundred; the default for frozen classes is slow.
        return Span, (self.start, self.stop)

    def of(self, text: str) -> str:
        """The words of `text` this span covers."""
        return text[self.start : self.stop]

    def holds(self, other: Span) -> bool:
        """Whether `other` lies wholly inside this span."""
        return self.start <= other.start and other.stop <= self.stop

    def meets(self, other: Span) -> bool:
        """Whether the two share at least one code point."""
        return self.start < other.stop and other.start < self.stop


# An article is read into a hundred spans; to make one as frozen classes do takes two thirds longer.
_set_start: Callable[[Span, int], None] = Span.__dict__["start"].__set__
_set_stop: Callable[[Span, int], None] = Span.__dict__["stop"].__set__


@dataclass(frozen=True, slots=True)
class Draft:
    """An article as read from a source, before the archive has given it an id.

    `text` is already normalised and is never changed again. `published` and `modified` are ISO 8601
    dates or date-times as precise as the source gave them. `source` says where it was read (a path
    or an address), for the operator. `url` is the address as it was given, None without one;
    `canonical_url` is the one that the page itself calls its own where that is another. `kind` says
    what it was read from ("an HTML page"), for the operator. `entry` is the label by which a feed
    tells its entry from others at that address, None for what is no entry; `is_shared` means that
    the feed holds others there now.
    """

    text: str
    headline: str = ""
    url: str | None = None
    byline: str | None = None
    dateline: str | None = None
    published: str | None = None
    modified: str | None = None
    publisher: str | None = None
    language: str | None = None
    source: str = ""
    canonical_url: str | None = None
    kind: str = ""
    entry: str | None = None
    is_shared: bool = False


@dataclass(frozen=True, slots=True)
class Article:
    """A stored article. `text` is immutable: every span of the archive points into it.

    `canonical_url` serves identity alone; `url` is what the source gave and what readers are shown.
    """

    id: ArticleId
    headline: str
    text: str
    url: str | None = None
    canonical_url: str | None = None
    byline: str | None = None
    dateline: str | None = None
    published: str | None = None
    modified: str | None = None
    publisher: str | None = None
    language: str = "und"
    source: str = ""


@dataclass(frozen=True, slots=True)
class Passage:
    """An indexed run of whole paragraphs. `sentences` tile its words in order, without overlap."""

    span: Span
    sentences: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Quote:
    """One run of spoken words between quotation marks in one paragraph, marks excluded.

    `speaker` is the resolved name in its fullest form in the article (without title, with suffix),
    or the unnamed source as the article words it; None where the text does not say. `mention` is
    the span that attributes the quote (a pronoun too). `cue` is the span of the reporting verb.
    `group` joins the runs of one statement; `is_part` tells words quoted inside a report
    ("called it 'a disgrace'") from a sentence or clause of speech.
    """

    span: Span
    speaker: str | None = None
    mention: Span | None = None
    cue: Span | None = None
    group: int = 0
    is_part: bool = False


@dataclass(frozen=True, slots=True)
class Person:
    """A person an article names. `name` is the fullest form in it; the rest are spans.

    `mentions` are all mentions by name, in order; `roles` are what the article calls them beside
    the name ("top U.S. military officer").
    """

    name: str
    mentions: tuple[Span, ...]
    roles: tuple[Span, ...] = ()


# Code points of an excerpt: two or three sentences, read at a glance in a chat.
EXCERPT_LIMIT = 300
# Highlights of an excerpt: an answer, and the other half of an answer in two places.
HIGHLIGHTS_LIMIT = 2
# Code points of all highlights of an excerpt: more would mark a sentence, not an answer.
HIGHLIGHTED_LIMIT = 80


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A span chosen to be shown, with the spans inside it that answer."""

    article: Article
    span: Span
    highlights: tuple[Span, ...] = field(default=())

    @property
    def text(self) -> str:
        """The words themselves: always `article.text[start:stop]`."""
        return self.span.of(self.article.text)
