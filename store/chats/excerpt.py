"""The sentence of an article that shows why it is told of. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from store.chats.index import Prepared
from store.chats.wording import Word, Words, words_of
from store.model import Article, Quote, Span
from store.search.excerpts.cutting import anchors_alike, cut
from store.search.excerpts.settle import settled_span
from store.search.ranking.windows import LIMIT
from store.text.sentences import split_sentences
from store.text.words import word_spans

# What is marked of an excerpt: as many spans, so many code points together.
_MOST_MARKS, _MARKED = 2, 80
# An excerpt is shown as a quote when this share of it is one.
_MOSTLY = 0.4
# A sentence is looked for in so much of an article.
_READ_CHARS = 60_000


@dataclass(frozen=True, slots=True)
class Shown:
    """A span of an article to show, what in it was followed, and the quote it is, if it is one."""

    span: Span
    highlights: tuple[Span, ...] = ()
    quote: Quote | None = None


def show(
    article: Article, wanted: Sequence[Prepared], quotes: Sequence[Quote], words: Words
) -> Shown | None:
    """The sentence with most of what is wanted, the earliest of equals; failing that the first.

    At most LIMIT code points, cut at a clause where a sentence is longer, never inside a quote that
    fits. None for an article without a sentence.
    """
    sentences = split_sentences(article.text, 0, min(len(article.text), _READ_CHARS))
    if not sentences:
        return None
    found = _find(article, sentences, _looked_for(wanted), words)
    best = max(sentences, key=lambda s: (len({n for _, n in found.get(s, ())}), -s.start))
    marks = [span for span, _ in found.get(best, ())]
    if len(best) > LIMIT:
        span = cut(article.text, 0, best, anchors_alike(marks))
    else:
        span = settled_span(article.text, best, best, quotes)
    return Shown(span, _highlights(article.text, span, marks), _quote_shown(span, quotes))


def _looked_for(wanted: Sequence[Prepared]) -> tuple[Word, ...]:
    """Every word that is looked for, once."""
    found: dict[Word, None] = {}
    for prepared in wanted:
        phrased = [word for phrase in prepared.phrases for word in words_of(phrase)]
        found |= dict.fromkeys((*prepared.words, *prepared.person, *phrased))
    return tuple(found)


def _find(
    article: Article, sentences: Sequence[Span], looked_for: Sequence[Word], words: Words
) -> dict[Span, list[tuple[Span, int]]]:
    """Sentence → where in it which of the words stands."""
    known: dict[str, tuple[int, ...]] = {}
    found: dict[Span, list[tuple[Span, int]]] = {}
    for sentence in sentences:
        for match in word_spans(sentence.of(article.text)):
            raw = match[0]
            if raw not in known:
                known[raw] = tuple(
                    number
                    for number, word in enumerate(looked_for)
                    if words.is_form(raw, word, article.language)
                )
            for number in known[raw]:
                at = sentence.start + match.start()
                word = looked_for[number]
                inside = raw.find(word.typed) if word.is_unspaced else -1
                span = (
                    Span(at + inside, at + inside + len(word.typed))
                    if inside >= 0
                    else Span(at, at + len(raw))
                )
                found.setdefault(sentence, []).append((span, number))
    return found


def _highlights(text: str, span: Span, marks: Sequence[Span]) -> tuple[Span, ...]:
    """The first marks inside the span, neighbours made one."""
    joined: list[Span] = []
    for mark in sorted(mark for mark in marks if span.holds(mark)):
        if joined and not text[joined[-1].stop : mark.start].strip():
            joined[-1] = Span(joined[-1].start, max(joined[-1].stop, mark.stop))
        else:
            joined.append(mark)
    kept: list[Span] = []
    for mark in joined:
        if len(kept) < _MOST_MARKS and sum(map(len, kept)) + len(mark) <= _MARKED:
            kept.append(mark)
    return tuple(kept)


def _quote_shown(span: Span, quotes: Sequence[Quote]) -> Quote | None:
    """The quote that most of the span is."""
    spoken = [quote for quote in quotes if not quote.is_part and span.meets(quote.span)]
    shared = [
        (min(span.stop, quote.span.stop) - max(span.start, quote.span.start), -quote.span.start)
        for quote in spoken
    ]
    if not spoken or sum(length for length, _ in shared) < _MOSTLY * len(span):
        return None
    return spoken[shared.index(max(shared))]
