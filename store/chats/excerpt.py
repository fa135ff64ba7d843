"""Chooses the sentence of an article that shows why a follow matched it. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from store.chats.index import Prepared
from store.chats.wording import Word, Words, words_of
from store.model import EXCERPT_LIMIT, Article, Quote, Span
from store.search.excerpts.excerpt import (
    choose_highlights,
    cut,
    equal_anchors,
    make_readable,
    quote_shown,
)
from store.text.sentences import split_sentences
from store.text.words import word_spans

# Code points of an article that are searched for the sentence, to bound the time.
_READ_CHARS = 60_000


@dataclass(frozen=True, slots=True)
class Chosen:
    """A span of an article to show: `highlights` are followed words, `quote` the quote it is."""

    span: Span
    highlights: tuple[Span, ...] = ()
    quote: Quote | None = None


def show(
    article: Article, wanted: Sequence[Prepared], quotes: Sequence[Quote], words: Words
) -> Chosen | None:
    """The sentence with most of the `wanted` words, the earliest of equals.

    It is the first sentence where no word is found, and None for an article without a sentence. It
    may be cut or widened as any excerpt is. `quotes` are the article's.
    """
    sentences = split_sentences(article.text, 0, min(len(article.text), _READ_CHARS))
    if not sentences:
        return None
    found = _find(article, sentences, _looked_for(wanted), words)
    best = max(sentences, key=lambda s: (len({n for _, n in found.get(s, ())}), -s.start))
    marks = [span for span, _ in found.get(best, ())]
    if len(best) > EXCERPT_LIMIT:
        span = cut(article.text, 0, best, equal_anchors(marks))
    else:
        span = make_readable(article.text, best, best, quotes)
    return Chosen(span, _highlights(article.text, span, marks), quote_shown(span, quotes))


def _looked_for(wanted: Sequence[Prepared]) -> tuple[Word, ...]:
    """The words to look for, each once."""
    found: dict[Word, None] = {}
    for prepared in wanted:
        phrased = [word for phrase in prepared.phrases for word in words_of(phrase)]
        found |= dict.fromkeys((*prepared.words, *prepared.person, *phrased))
    return tuple(found)


def _find(
    article: Article, sentences: Sequence[Span], looked_for: Sequence[Word], words: Words
) -> dict[Span, list[tuple[Span, int]]]:
    """Each sentence with words found: their spans and their numbers in `looked_for`."""
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
    """The first marks inside the span, adjacent ones joined."""
    joined: list[Span] = []
    for mark in sorted(mark for mark in marks if span.holds(mark)):
        if joined and not text[joined[-1].stop : mark.start].strip():
            joined[-1] = Span(joined[-1].start, max(joined[-1].stop, mark.stop))
        else:
            joined.append(mark)
    return choose_highlights(joined, span)
