"""Draft → everything derived from it. Pure, so that it can run in a worker process."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from store.ingest.duplicates import story_keys
from store.ingest.people import find_people
from store.ingest.quotes import extract_quotes
from store.ingest.split import split_passages
from store.model import Draft, Passage, Person, Quote
from store.text.calendar import day_of_iso, told_days
from store.text.language import detect_language
from store.text.matching import matching_words
from store.text.stem import Stems


@dataclass(frozen=True, slots=True)
class Indexed:
    """What the index takes in of one article: stems, never the text.

    `headline` and `bodies` (one a passage) are stems with blanks between; `lengths` is how many of
    a body's stems are each sentence's. `counts` says in how many of the article's passages each
    (folded word, stem) stands; the headline counts with the first.
    """

    headline: str
    bodies: tuple[str, ...]
    lengths: tuple[tuple[int, ...], ...]
    counts: dict[tuple[str, str], int]


@dataclass(frozen=True, slots=True)
class Analysis:
    """A draft and what is derived from it, ready to be written.

    `days` are those that each passage names.
    """

    draft: Draft
    language: str
    passages: tuple[Passage, ...]
    indexed: Indexed
    quotes: tuple[Quote, ...]
    people: tuple[Person, ...]
    story_keys: tuple[int, ...]
    days: tuple[frozenset[date], ...] = ()


def analyse(draft: Draft) -> Analysis:
    """Derive passages, index words, quotes, people and story keys from a draft."""
    language = given_language(draft) or detect_language(draft.text)
    passages = split_passages(draft.text)
    people = find_people(draft.text, language)
    indexed = index_words(draft.headline, draft.text, passages, language)
    written = day_of_iso(draft.published)
    return Analysis(
        draft=draft,
        language=language,
        passages=passages,
        indexed=indexed,
        quotes=extract_quotes(draft.text, language, people),
        people=people,
        story_keys=story_keys(draft.text, indexed.bodies),
        days=tuple(
            frozenset(
                told.day for told in told_days(passage.span.of(draft.text), language, written)
            )
            for passage in passages
        ),
    )


def given_language(draft: Draft) -> str | None:
    """The ISO 639-1 code of the language a draft names, None where it names none."""
    language = (draft.language or "").lower().split("-")[0].split("_")[0]
    return language if len(language) == _ISO_639_1 else None


_ISO_639_1 = 2


def index_words(headline: str, text: str, passages: tuple[Passage, ...], language: str) -> Indexed:
    """The stems and word counts of an article, the same at every call: removal relies on it."""
    stems = _stems(language)
    counts: Counter[tuple[str, str]] = Counter()
    head = _pairs(headline, stems)
    bodies = []
    lengths = []
    for number, passage in enumerate(passages):
        sentences = [_pairs(sentence.of(text), stems) for sentence in passage.sentences]
        pairs = [pair for sentence in sentences for pair in sentence]
        bodies.append(" ".join([stem for _, stem in pairs]))
        lengths.append(tuple(map(len, sentences)))
        # What folds to nothing (a fraction sign by itself) is no word.
        counts.update({pair for pair in (pairs if number else [*pairs, *head]) if pair[1]})
    return Indexed(
        " ".join([stem for _, stem in head]), tuple(bodies), tuple(lengths), dict(counts)
    )


def _pairs(text: str, stems: Stems) -> list[tuple[str, str]]:
    return [stems[word] for word in matching_words(text)]


@lru_cache(maxsize=8)
def _stems(language: str) -> Stems:
    return Stems(language)
