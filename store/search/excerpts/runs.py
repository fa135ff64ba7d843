"""Lists the runs of words in an excerpt that may answer a question, as numbers. Pure.

A run begins and ends with a word that tells something, lies within one sentence and crosses no
bracket, and holds a word that the question lacks. Each word has a row of features: its class, the
punctuation before it, and how it stands to the question's words. A run is told by the rows of its
first, its last and all of its words, and by those of its two neighbours.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from store.model import HIGHLIGHTED_LIMIT, Span
from store.search.excerpts.kind_asked import LITTLE, TELLING, Floats, KindAsked, read_kind, tables
from store.search.passages.matcher import folded
from store.search.query import AnswerType
from store.search.ranking.features import Asked
from store.text.function_words import is_function_word
from store.text.language import likely_languages
from store.text.sentences import split_sentences
from store.text.words import word_spans

Numbers = npt.NDArray[np.intp]
Flags = npt.NDArray[np.bool_]

_Tell = Callable[[str, npt.ArrayLike], None]

# Signs that a mark may take in beside its run: a currency before, a per cent sign after.
SIGNS = 2
# Words of the longest run.
_LONGEST = 12
# Letters of a word from which it is long.
_LONG = 8
# Words over which the weight of a question word in the same sentence falls to 1/e.
_REACH = 5.0
# The same in the whole excerpt.
_FAR_REACH = 12.0
# Difference of two windows' scores from which a lead counts fully.
_FAR_LEAD = 0.5
# Difference at which it counts half, where small ones are told apart.
_CLEAR_LEAD = 0.1
# More words than any excerpt has.
_NOWHERE = 999
# Words are kept over questions, this many of a language.
_REMEMBERED = 50_000
# Signs that bind two words into one if nothing else stands between: "51,300", "bottom-dwelling".
_BINDING = frozenset("-'’.,‑")

_SHAPES = (
    *("capital", "capitals", "digit", "year", "figure", "letter", "given_name", "function"),
    *("ing", "ed", "ly", "long"),
)
_GAPS = ("comma", "colon", "dash", "open", "close", "quote", "slash", "stop", "currency")
# The signs of each of them. Quotes of Han texts have brackets' forms.
_SIGNS_OF_GAPS = (
    *(",،、", ":;；", "–—", "([（", ")]）", '"“”«»„‘「」', "/", ".!?。！？؟।\n"),
    "$€£¥₽",
)
_STANDING = (
    *("asked", "weight", "focus", "first", "left", "right", "near", "after_asked", "before_asked"),
    *("left_first", "left_last", "left_order", "left_focus"),
    *("right_first", "right_last", "right_order", "right_focus"),
    *("sentence", "best_sentence", "quoted", "bracketed", "led", "place", "clause"),
)
STATIC: tuple[str, ...] = (
    *(f"little_{one}" for one in LITTLE),
    *(f"tells_{one}" for one in TELLING),
    *_SHAPES,
)
WORD: tuple[str, ...] = (*STATIC, *_GAPS, *_STANDING)
RUN: tuple[str, ...] = (
    *("words", "one_word", "two_words", "chars", "asked_share", "all_capitals", "has_digit"),
    *("is_quote", "commas"),
)
EXCERPT: tuple[str, ...] = (
    *("covered", "best_sentence", "corrected", "sentences", "words", "matched", "missing_most"),
    *("missing_names", "focus_there", "pairs", "second_sentence", "lead", "clear_lead"),
)
_SHAPE = {name: len(LITTLE) + len(TELLING) + place for place, name in enumerate(_SHAPES)}
_GAP = {name: place for place, name in enumerate(_GAPS)}
_STAND = {name: place for place, name in enumerate(_STANDING)}
_HARD = [_GAP[name] for name in ("colon", "open", "close", "stop")]
_SOFT = [_GAP[name] for name in ("comma", "dash")]
_NUMBER = len(LITTLE) + TELLING.index("number")
# Classes of words of which an answer to such a question holds one.
_KIND_CLASSES: dict[AnswerType, list[int]] = {
    AnswerType.NUMBER: [_SHAPE["digit"], _NUMBER],
    AnswerType.DATE: [
        _SHAPE["digit"],
        *(len(LITTLE) + TELLING.index(kind) for kind in ("number", "ordinal", "date", "time")),
    ],
}
# Little words that may open an answer.
_OPENERS = [LITTLE.index(role) for role in ("because", "to")]


@dataclass(frozen=True, slots=True, eq=False)
class Runs:
    """The runs of an excerpt, `first` to `last` word of each, inclusive, ordered by `first`.

    `words` has a row for each word and one of zeros at both ends, so that word n is row n + 1;
    `runs` a row for each run; `excerpt` is one row. `spans` are of the words. `is_of_kind` tells
    whether a run can be of the kind asked for: with a figure or a day where these are wanted.
    """

    kind_asked: KindAsked
    spans: Sequence[tuple[int, int]]
    words: Floats
    first: Numbers
    last: Numbers
    runs: Floats
    excerpt: Floats
    is_of_kind: Flags

    def span(self, run: int) -> Span:
        """The place of a run in the excerpt."""
        return Span(self.spans[self.first[run]][0], self.spans[self.last[run]][1])


@dataclass(frozen=True, slots=True, eq=False)
class _Told:
    """The words of an excerpt; `term` is the number of the term a word stands for, or -1."""

    spans: list[tuple[int, int]]
    raw: list[str]
    term: Numbers
    idf: Floats


def find_runs(asked: Asked, text: str, lead: float) -> Runs | None:
    """The runs of an excerpt; None if it has none.

    `lead` is by how much its window ranks above the best other one, negative if below.
    """
    words = _read_words(asked, text)
    if not words.raw:
        return None
    kind_asked = read_kind(asked.question, asked.answer_type)
    language = next(iter(likely_languages(text)), "en")
    static = _as_rows([_static(language)[raw] for raw in words.raw])
    spans = words.spans
    between = [text[a[1] : b[0]] for a, b in pairwise(spans)]
    gaps = _as_rows([_gaps()[gap] for gap in (text[: spans[0][0]], *between, text[spans[-1][1] :])])
    standing = _Standing(asked, text, words, kind_asked, static, gaps)
    first, last = standing.list_runs()
    if not len(first):
        return None
    count = len(words.raw)
    rows = np.zeros((count + 2, len(WORD)), np.float32)
    rows[1:-1, : len(STATIC)] = static
    rows[1:, len(STATIC) : len(STATIC) + len(_GAPS)] = gaps
    rows[1:-1, len(STATIC) + len(_GAPS) :] = standing.of_words()
    return Runs(
        kind_asked,
        spans,
        rows,
        first,
        last,
        standing.of_runs(first, last),
        standing.of_excerpt(lead),
        standing.are_of_kind(first, last),
    )


class _Standing:
    """Computes how the words of an excerpt stand to those of the question."""

    def __init__(
        self,
        asked: Asked,
        text: str,
        words: _Told,
        kind_asked: KindAsked,
        static: npt.NDArray[np.uint8],
        gaps: npt.NDArray[np.uint8],
    ) -> None:
        self._asked, self._words, self._kind_asked = asked, words, kind_asked
        self._static, self._gaps = static, gaps
        self._count = len(words.raw)
        self._starts = np.array([start for start, _ in words.spans])
        self._stops = np.array([stop for _, stop in words.spans])
        sentences = split_sentences(text)
        begins = np.array([s.start for s in sentences] or [0])
        self._sentence = np.searchsorted(begins, self._starts, "right") - 1
        self._places = np.flatnonzero(words.idf)
        focus = [n for n, t in enumerate(asked.terms) if folded(t.typed) in kind_asked.focus]
        self._focus = frozenset(focus)
        self._is_focus: Flags = np.isin(words.term, focus)
        self._last_term = max(1, len(asked.terms) - 1)
        self._held = np.zeros(len(begins), np.float32)
        for sentence, term in {(self._sentence[i], words.term[i]) for i in self._places}:
            self._held[sentence] += asked.idfs[term] / asked.mass

    def list_runs(self) -> tuple[Numbers, Numbers]:
        """First and last word of every run."""
        static, count = self._static, self._count
        says = ~static[:, _SHAPE["function"]].astype(bool) | static[:, _NUMBER].astype(bool)
        opens = says | static[:, _OPENERS].any(1)
        first, last = _pairs(count)
        hard = np.cumsum(self._gaps[:count, _HARD].any(1))
        news = _before(says & (self._words.idf == 0))
        keep = (
            opens[first]
            & says[last]
            & (self._sentence[first] == self._sentence[last])
            & (hard[first] == hard[last])
            & (self._stops[last] - self._starts[first] <= HIGHLIGHTED_LIMIT - SIGNS)
            & (news[last + 1] > news[first])
        )
        return first[keep], last[keep]

    def of_words(self) -> Floats:
        """The rows of the words, in the order of their features."""
        rows = np.zeros((self._count, len(_STANDING)), np.float32)
        idf, mass = self._words.idf, self._asked.mass

        def tell(name: str, values: npt.ArrayLike) -> None:
            rows[:, _STAND[name]] = values

        sentence = self._sentence
        tell("asked", idf > 0)
        tell("weight", idf / mass)
        tell("focus", self._is_focus)
        tell("first", np.concatenate(([True], sentence[1:] != sentence[:-1])))
        held = self._held[sentence]
        tell("sentence", held)
        tell("best_sentence", (held > 0) & (held >= self._held.max()))
        if len(self._places):
            self._tell_nearness(tell)
        quotes = self._gaps[: self._count, _GAP["quote"]]
        tell("quoted", np.cumsum(quotes) % 2)
        brackets = self._gaps[: self._count, [_GAP["open"], _GAP["close"]]].astype(np.int64)
        tell("bracketed", np.cumsum(brackets[:, 0] - brackets[:, 1]) > 0)
        if self._kind_asked.leads:
            tell("led", self._static[:, list(self._kind_asked.leads)].any(1))
        tell("place", np.arange(self._count) / 50)
        clause = np.cumsum(self._gaps[: self._count, _HARD + _SOFT].any(1))
        tell("clause", np.bincount(clause, idf)[clause] / mass)
        return rows

    def _tell_nearness(self, tell: _Tell) -> None:
        """Tell the distance and the order of the question's words around each word."""
        places, terms = self._places, self._words.term[self._places]
        weights = self._words.idf[places] / self._asked.mass
        away = np.arange(self._count)[:, None] - places[None, :]
        together = self._sentence[:, None] == self._sentence[places][None, :]
        near = np.exp(-np.abs(away) / _REACH) * weights * together
        tell("left", (near * (away > 0)).sum(1))
        tell("right", (near * (away < 0)).sum(1))
        tell("near", (np.exp(-np.abs(away) / _FAR_REACH) * weights).sum(1))
        for side, beside, distance in (
            ("left", "after_asked", np.where(together & (away > 0), away, _NOWHERE)),
            ("right", "before_asked", np.where(together & (away < 0), -away, _NOWHERE)),
        ):
            nearest = distance.argmin(1)
            least = distance.min(1)
            is_there, term = least < _NOWHERE, terms[nearest]
            tell(beside, least == 1)
            tell(f"{side}_first", is_there & (term == 0))
            tell(f"{side}_last", is_there & (term == self._last_term))
            tell(f"{side}_order", is_there * term / self._last_term)
            tell(f"{side}_focus", is_there & self._is_focus[places[nearest]])

    def of_runs(self, first: Numbers, last: Numbers) -> Floats:
        """The rows of the runs, in the order of their features."""
        static, gaps = self._static, self._gaps
        length = last - first + 1
        function = static[:, _SHAPE["function"]] > static[:, _NUMBER]

        def count(flags: npt.ArrayLike) -> Numbers:
            before = _before(np.asarray(flags))
            return before[last + 1] - before[first]

        capitals = count(static[:, _SHAPE["capital"]])
        quotes = gaps[:, _GAP["quote"]]
        commas = _before(gaps[:-1, _GAP["comma"]])
        return np.stack(
            [
                length / 4,
                length == 1,
                length == 2,
                (self._stops[last] - self._starts[first]) / HIGHLIGHTED_LIMIT,
                count(self._words.idf > 0) / length,
                capitals >= length - count(function),
                count(static[:, _SHAPE["digit"]]) > 0,
                quotes[first] & quotes[last + 1],
                (commas[last + 1] - commas[first + 1]) / 2,
            ],
            axis=1,
            dtype=np.float32,
        )

    def are_of_kind(self, first: Numbers, last: Numbers) -> Flags:
        """Whether each run holds a figure or a day, where only such an answer is possible."""
        classes = _KIND_CLASSES.get(self._asked.answer_type, [])
        if self._kind_asked.is_money:
            classes = _KIND_CLASSES[AnswerType.NUMBER]
        if not classes:
            return np.ones(len(first), np.bool_)
        held = _before(np.asarray(self._static[:, classes].any(1)))
        flags: Flags = held[last + 1] > held[first]
        return flags

    def of_excerpt(self, lead: float) -> Floats:
        """The row of the excerpt, in the order of its features."""
        asked, terms = self._asked, self._words.term
        there = set(terms[self._places].tolist())
        missing = [term for n, term in enumerate(asked.terms) if n not in there]
        pairs = sum(
            b - a <= 2 and abs(int(terms[b]) - int(terms[a])) == 1
            for a, b in pairwise(self._places.tolist())
        )
        best = sorted((0.0, *self._held.tolist()))
        return np.array(
            [
                sum(asked.idfs[n] for n in there) / asked.mass,
                best[-1],
                asked.corrected,
                len(self._held) / 4,
                self._count / 50,
                len(there) / max(1, len(asked.terms)),
                max((term.idf for term in missing), default=0.0) / asked.mass,
                sum(term.idf for term in missing if term.is_name) / asked.mass,
                not self._focus.isdisjoint(there),
                pairs / self._last_term,
                best[-2],
                max(-_FAR_LEAD, min(lead, _FAR_LEAD)) / _FAR_LEAD,
                lead / (abs(lead) + _CLEAR_LEAD),
            ],
            np.float32,
        )


def _read_words(asked: Asked, text: str) -> _Told:
    """The words of a text; words that a sign binds are one."""
    numbers = {form: number for number, term in enumerate(asked.terms) for form in term.forms}
    spans: list[tuple[int, int]] = []
    raws: list[str] = []
    terms: list[int] = []
    idfs: list[float] = []
    for found in word_spans(text):
        raw = found[0]
        start, stop = found.span()
        term = numbers.get(folded(raw), -1)
        idf = asked.idfs[term] if term >= 0 else 0.0
        if spans and start - spans[-1][1] == 1 and _binds(text[start - 1], raws[-1], raw):
            spans[-1] = (spans[-1][0], stop)
            raws[-1] = text[spans[-1][0] : stop]
            if idf > idfs[-1]:
                idfs[-1], terms[-1] = idf, term
            continue
        spans.append((start, stop))
        raws.append(raw)
        terms.append(term)
        idfs.append(idf)
    return _Told(spans, raws, np.array(terms, np.intp), np.array(idfs, np.float32))


def _binds(sign: str, before: str, after: str) -> bool:
    """Whether a sign between two words makes one of them; a full stop may end a sentence."""
    ends = sign in ".," and after[:1].isupper() and len(before) > 2
    return sign in _BINDING and not ends


class _Static(dict[str, bytes]):
    """Raw word → its row of features that hang on the word and its language alone."""

    def __init__(self, language: str) -> None:
        super().__init__()
        self._known = tables(language)
        self._languages = (language,)
        self._is_english = language == "en"

    def __missing__(self, raw: str) -> bytes:
        if len(self) > _REMEMBERED:
            self.clear()
        row = bytearray(len(STATIC))
        word = folded(raw)
        if (role := self._known.little.get(word)) is not None:
            row[role] = 1
        for part in {word, *word.replace("’", "'").replace("'", "-").split("-")}:
            if (kind := self._known.telling.get(part)) is not None:
                row[len(LITTLE) + kind] = 1
        letters = "".join(filter(str.isalpha, raw))
        has_digit = any(map(str.isdigit, raw))
        shapes = (
            raw[:1].isupper(),
            len(letters) > 1 and letters.isupper(),
            has_digit,
            raw.isdigit() and len(raw) == 4 and raw[0] in "12",
            has_digit and not letters,
            len(raw) == 1,
            raw[:1].isupper() and word in _given_names(),
            is_function_word(word, self._languages),
            self._is_english and word.endswith("ing"),
            self._is_english and word.endswith("ed"),
            self._is_english and word.endswith("ly"),
            len(word) >= _LONG,
        )
        row[len(LITTLE) + len(TELLING) :] = bytes(shapes)
        self[raw] = known = bytes(row)
        return known


class _Gaps(dict[str, bytes]):
    """The signs between two words → their row of features."""

    def __missing__(self, gap: str) -> bytes:
        if len(self) > _REMEMBERED:
            self.clear()
        self[gap] = row = bytes(any(sign in gap for sign in kind) for kind in _SIGNS_OF_GAPS)
        return row


@cache
def _static(language: str) -> _Static:
    return _Static(language)


@cache
def _gaps() -> _Gaps:
    return _Gaps()


@cache
def _given_names() -> frozenset[str]:
    """Given names of English, folded, of the lists that people are found by."""
    names = files("store.ingest.people")
    return frozenset(
        name
        for kind in ("common", "either", "female", "male")
        for name in (names / f"given_{kind}.txt").read_text("utf-8").split()
    )


def _as_rows(rows: Sequence[bytes]) -> npt.NDArray[np.uint8]:
    return np.frombuffer(b"".join(rows), np.uint8).reshape(len(rows), -1)


@cache
def _pairs(count: int) -> tuple[Numbers, Numbers]:
    """First and last word of every run of at most `_LONGEST` among `count` words."""
    places = np.arange(count)
    reach = places[None, :] - places[:, None]
    first, last = np.nonzero((reach >= 0) & (reach < _LONGEST))
    return first, last


def _before(flags: npt.NDArray[np.generic]) -> Numbers:
    """The number of flags set before each place, and before the end."""
    return np.concatenate(([0], np.cumsum(flags)))
