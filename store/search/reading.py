"""Reads a query: what each of its words stands for, and whose words are wanted."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from store.rows.names import name_words_among, people_by_words
from store.rows.people import names_of
from store.search.lookups import ArchiveFacts, Lookups
from store.search.query import Query
from store.search.words.given_names import full_forms
from store.search.words.names import NameReader
from store.search.words.terms import Term
from store.search.words.vocabulary import Vocabulary
from store.text.fold import fold
from store.text.function_words import is_function_word
from store.text.language import likely_languages
from store.text.matching import matching_words
from store.text.words import is_unspaced

# Words of a message that are read, function words too. A question told at length has some 200.
_MOST_WORDS = 400
# Different words that are looked for. Each costs a few look-ups, and FTS5 parses only so many.
_MOST_TERMS = 100
# People looked at of one name.
_PEOPLE = 40


@dataclass(frozen=True, slots=True)
class Wanted:
    """The speaker whose quotes are wanted.

    `names` are words of somebody's name in the archive, `roles` words that only describe ("the
    mayor", "a spokesman for …"). `people` are ids of all names of the people so called, those of
    the most mentioned first.
    """

    names: tuple[Term, ...] = ()
    roles: tuple[Term, ...] = ()
    people: tuple[int, ...] = ()

    @property
    def is_anyone(self) -> bool:
        """Whether nobody in particular is wanted."""
        return not (self.names or self.roles)

    @property
    def is_known(self) -> bool:
        """Whether the archive has every word that says who is wanted."""
        return all(term.is_known for term in (*self.names, *self.roles))


ANYONE = Wanted()


@dataclass(frozen=True, slots=True)
class Bounds:
    """Phrases that a passage must hold word for word, and words it must not hold.

    Each phrase is the stems of its words.
    """

    phrases: tuple[tuple[str, ...], ...] = ()
    without: tuple[str, ...] = ()


UNBOUNDED = Bounds()


@dataclass(frozen=True, slots=True)
class Reading:
    """A query as one archive understands it; made once, and handed to each search for it.

    `languages` are those that the query's words may be in, likeliest first; () if none is likely.
    """

    query: Query
    facts: ArchiveFacts
    languages: tuple[str, ...]
    terms: tuple[Term, ...]
    wanted: Wanted
    bounds: Bounds

    @property
    def speaker(self) -> list[Term]:
        """The words that say whose words are wanted."""
        return [term for term in self.terms if term.is_speaker]

    @property
    def topic(self) -> list[Term]:
        """The other words."""
        return [term for term in self.terms if not term.is_speaker]


class QueryReader:
    """Reads the queries that one message leads to; each word is looked up once."""

    def __init__(self, lookups: Lookups) -> None:
        self.lookups = lookups
        self._vocabulary = Vocabulary(lookups)
        self._names = NameReader(lookups, self._vocabulary)
        self._read: dict[Query, Reading] = {}

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages most used in the archive, at most six."""
        return self.lookups.facts.languages

    def read(self, query: Query) -> Reading:
        """Read a query; function words are left out if it has others."""
        if query not in self._read:
            terms = self._find_terms(query)
            self._read[query] = Reading(
                query=query,
                facts=self.lookups.facts,
                languages=tuple(likely_languages(query.text)),
                terms=terms,
                wanted=self._find_wanted([term for term in terms if term.is_speaker]),
                bounds=self._find_bounds(query),
            )
        return self._read[query]

    def read_name(self, name: str) -> Reading:
        """Read words all of which name a speaker."""
        return self.read(Query(name, speaker=name))

    def find_people(self, name: str, most: int) -> list[int]:
        """Entries of at most `most` people of that name, most mentioned first."""
        groups = tuple(tuple(term.forms) for term in self._find_terms(Query(name, speaker=name)))
        return self.lookups.once(people_by_words, groups, most)

    def read_words(self, words: Iterable[str]) -> dict[str, Term]:
        """The term of each word by itself; pasted words are told by them."""
        wanted = list(words)
        self._vocabulary.look_up(wanted)
        return {word: self._vocabulary.term(word) for word in wanted}

    def is_word(self, word: str, text: str) -> bool:
        """Whether the archive has a word of `text` as typed, or the language of `text` does."""
        if self.known_share(word) > 0:
            return True
        return self._vocabulary.is_word(word, likely_languages(text) or self.languages)

    def known_share(self, text: str) -> float:
        """The share of a text's words that the archive has or that are function words, in [0, 1].

        Longer words count for more: single letters are in every archive.
        """
        words = matching_words(text)
        other = [
            word
            for word in words
            if not is_function_word(fold(word), likely_languages(word) or self.languages)
        ]
        self._vocabulary.look_up(other)
        unknown = sum(len(word) for word in other if not self._vocabulary.has(word))
        every = sum(map(len, words))
        return (every - unknown) / every if words else 1.0

    def _find_terms(self, query: Query) -> tuple[Term, ...]:
        vocabulary = self._vocabulary
        words = matching_words(query.text)[:_MOST_WORDS]
        speaker = set(matching_words(query.speaker))
        languages = likely_languages(query.text)
        spoken = languages or self.languages
        telling = [w for w in words if w in speaker or not self._is_function_word(w, languages)]
        vocabulary.look_up(telling or words)
        if not query.exactly:
            telling = [
                w
                for w in telling
                if w in speaker or not vocabulary.is_slip(w, spoken, is_name=_is_name(w, words))
            ]
        left = telling or words
        if not query.exactly:
            left = self._with_segments(vocabulary.joined(left), query.text, languages)
        seen: dict[str, str] = {}
        for word in left:
            if len(seen) == _MOST_TERMS:
                break
            seen.setdefault(fold(word), word)
        terms: Sequence[Term] = [
            vocabulary.term(
                word,
                is_name=_is_name(word, words),
                is_speaker=word in speaker,
                exactly=query.exactly,
                languages=languages,
            )
            for word in seen.values()
        ]
        if not query.exactly:
            terms = self._names.as_somebody(terms)
        # Two characters that never stand together are no unknown word, just no word.
        return tuple(
            t for t in terms if t.is_known or len(t.typed) == 1 or not is_unspaced(t.typed)
        )

    def _is_function_word(self, word: str, languages: Sequence[str]) -> bool:
        """Whether a word says little by itself, and is nobody's name in the archive.

        A bare name may seem to be of the language that has such a word: Dan is Dutch for "then".
        """
        folded = fold(word)
        if not is_function_word(folded, languages):
            return False
        if not word.isascii() or is_function_word(folded, self.languages[:1]):
            return True
        return not (full_forms(folded) or self.lookups.once(name_words_among, (folded,)))

    def _with_segments(self, words: list[str], text: str, languages: Sequence[str]) -> list[str]:
        """The words; pieces without spaces that the archive has not give way to whole words."""
        found = self._vocabulary.alternatives.segments(text, languages) if languages else []
        if not found:
            return words
        has = self._vocabulary.has
        is_written = any(language in self.languages for language in languages)
        known = [word for word in words if not is_unspaced(word) or (is_written and has(word))]
        return known + [word for word in found if not has(word)]

    def _find_wanted(self, terms: Sequence[Term]) -> Wanted:
        """Tell names from descriptions among the words that say who is wanted."""
        forms = tuple(sorted({form for term in terms for form in term.forms}))
        of_names = self.lookups.once(name_words_among, forms) if forms else frozenset[str]()
        names: list[Term] = []
        roles: list[Term] = []
        for term in terms:
            if not of_names.isdisjoint(term.forms):
                names.append(term)
            elif not is_function_word(fold(term.typed), likely_languages(term.typed) or ("en",)):
                roles.append(term)
        return Wanted(tuple(names), tuple(roles), self._find_names(names))

    def _find_names(self, terms: Sequence[Term]) -> tuple[int, ...]:
        groups = tuple(tuple(term.forms) for term in terms)
        if not groups or not all(groups):
            return ()
        found = self.lookups.once(people_by_words, groups, _PEOPLE)
        return tuple(self.lookups.once(names_of, tuple(found)))

    def _find_bounds(self, query: Query) -> Bounds:
        """The query's phrases and unwanted words as the index has them."""

        def stem_of(word: str) -> str:
            return next(iter(self._vocabulary.term(word, exactly=True).stems), fold(word))

        return Bounds(
            tuple(tuple(map(stem_of, matching_words(phrase))) for phrase in query.phrases),
            tuple(map(stem_of, query.without)),
        )


def _is_name(word: str, words: Sequence[str]) -> bool:
    return word[:1].isupper() and word != words[0]
