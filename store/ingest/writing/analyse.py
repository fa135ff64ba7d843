"""Derives everything from a draft. Pure, so that it can run in a worker process."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import chain

from store.ingest.people import find_people
from store.ingest.quotes import extract_quotes
from store.ingest.writing.duplicates import story_keys
from store.ingest.writing.split import split_passages
from store.model import Draft, Passage, Person, Quote
from store.rows.packing import pack_text
from store.text.calendar import day_of_iso, told_days
from store.text.language import detect_language
from store.text.matching import matching_words
from store.text.stem import Stems
from store.text.words import part_words

# Characters of an article in which people and quotes are looked for: a long novel. They cost up to
# 10 seconds a million.
MOST_READ = 2_000_000


@dataclass(frozen=True, slots=True)
class Indexed:
    """The stems of one article that the index takes in, never its text.

    `headline` and `bodies` (one a passage) are stems with blanks between; `lengths` is how many of
    a body's stems are each sentence's. `words` are the (folded word, stem) that stand in each
    passage; the headline's stand in the first.
    """

    headline: str
    bodies: tuple[str, ...]
    lengths: tuple[tuple[int, ...], ...]
    words: tuple[set[tuple[str, str]], ...]

    @property
    def counts(self) -> Counter[tuple[str, str]]:
        """In how many passages each (folded word, stem) stands."""
        return Counter(chain.from_iterable(self.words))


@dataclass(frozen=True, slots=True)
class Analysis:
    """A draft and what is derived from it.

    `days` are those that each passage names, `packed_text` is the text as it is stored.
    """

    draft: Draft
    language: str
    passages: tuple[Passage, ...]
    indexed: Indexed
    quotes: tuple[Quote, ...]
    people: tuple[Person, ...]
    story_keys: tuple[int, ...]
    packed_text: bytes
    days: tuple[frozenset[date], ...] = ()


def analyse(draft: Draft) -> Analysis:
    """Derive passages, index words, quotes, people and story keys from a draft."""
    language = given_language(draft) or detect_language(draft.text)
    passages = split_passages(draft.text)
    read = _read_for_people(draft.text)
    people = find_people(read, language)
    indexed = index_words(draft.headline, draft.text, passages, language)
    written = day_of_iso(draft.published)
    return Analysis(
        draft=draft,
        language=language,
        passages=passages,
        indexed=indexed,
        quotes=extract_quotes(read, language, people),
        people=people,
        story_keys=story_keys(draft.text, indexed.bodies),
        packed_text=pack_text(draft.text),
        days=tuple(
            frozenset(
                told.day for told in told_days(passage.span.of(draft.text), language, written)
            )
            for passage in passages
        ),
    )


def _read_for_people(text: str) -> str:
    """The beginning of a text in which people and quotes are looked for: nearly always all of it.

    It ends where a paragraph does, if one ends in it.
    """
    if len(text) <= MOST_READ:
        return text
    end = text.rfind("\n\n", 0, MOST_READ)
    return text[: end if end > 0 else MOST_READ]


def given_language(draft: Draft) -> str | None:
    """The ISO 639-1 code of the language a draft names, None where it names none."""
    language = (draft.language or "").lower().split("-")[0].split("_")[0]
    return language if len(language) == _ISO_639_1 else None


_ISO_639_1 = 2


def index_words(headline: str, text: str, passages: tuple[Passage, ...], language: str) -> Indexed:
    """The stems and words of an article, the same at every call: removal relies on it."""
    pair_of = _stems(language).__getitem__
    head = list(map(pair_of, matching_words(headline)))
    bodies = []
    lengths = []
    met: list[set[tuple[str, str]]] = []
    parted = part_words(text)
    for passage in passages:
        if parted is None:
            sentences = [matching_words(sentence.of(text)) for sentence in passage.sentences]
        else:
            sentences = [parted[s.start : s.stop].split() for s in passage.sentences]
        pairs = list(map(pair_of, chain.from_iterable(sentences)))
        bodies.append(" ".join([stem for _, stem in pairs]))
        lengths.append(tuple(map(len, sentences)))
        words = set(pairs) if met else set(pairs).union(head)
        # What folds to nothing (a fraction sign by itself) is no word.
        words.discard(_NO_WORD)
        met.append(words)
    return Indexed(" ".join([stem for _, stem in head]), tuple(bodies), tuple(lengths), tuple(met))


_NO_WORD = ("", "")


@lru_cache(maxsize=8)
def _stems(language: str) -> Stems:
    return Stems(language)
