"""Computes the features of a window. Pure.

Each feature except `length` lies in [0, 1]. No feature depends on the question alone, so that only
the evidence decides, never the wording of a question.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from math import exp
from typing import NamedTuple

from store.model import EXCERPT_LIMIT
from store.search.passages.evidence import Candidate, Hits, Sentence, best_weights, in_words, united
from store.search.passages.matcher import folded
from store.search.query import AnswerType
from store.search.ranking import cues
from store.search.words.likeness import Why
from store.search.words.terms import Term
from store.text.sentences import is_question
from store.text.words import word_spans

# Code points over which the feature for an early window falls to 1/e.
_LEAD = 900
# Words between two terms of a pair, at most.
_NEAR = 4


class Features(NamedTuple):
    """One window's numbers, in the order of the weights.

    Shares are of the query's idf mass. `covered`: terms in the window, `rare` with the square of
    their idf. `around`, `passage`, `context`, `article`: terms missing from it that the sentences
    beside it, the passage, the headline and lead, the rest of the article have. `headline`: terms
    in the headline. `sentence`: in the window's best sentence. `pairs`: neighbouring terms that
    stand together. `names`: the query's names that are there. `lacking`: a date or a number is
    asked for and there is none. `bm25`, `article_bm25`: of passage and article, the best 1. `date`
    to `thing`: something of the wanted kind that the question does not hold; `near_answer`,
    `near_figure`: how near the question's words it stands. `new`: words that are news beyond the
    question. `early`: how near the beginning of the article. `length`: 1 is 300 code points.
    `repeated`: terms that stand more than once.
    """

    covered: float
    rare: float
    around: float
    passage: float
    context: float
    article: float
    headline: float
    sentence: float
    pairs: float
    names: float
    lacking: float
    bm25: float
    article_bm25: float
    date: float
    number: float
    person: float
    place: float
    near_answer: float
    near_figure: float
    reason: float
    thing: float
    new: float
    early: float
    length: float
    repeated: float


NAMES: tuple[str, ...] = Features._fields


@dataclass(frozen=True, slots=True)
class Asked:
    """The query as the features need it.

    `mass` is the sum of the terms' idf. `corrected` is the share of it that rests on words that are
    likely meant, `translated` the share that rests on words of another language. `answer_type` is
    the kind of answer wanted, `question` the words it was read from.
    """

    terms: tuple[Term, ...]
    idfs: tuple[float, ...]
    mass: float
    mass_squared: float
    name_mass: float
    pair_mass: float
    corrected: float
    answer_type: AnswerType
    knows_common: bool = True
    question: str = ""
    translated: float = 0.0

    @classmethod
    def of(
        cls,
        terms: Sequence[Term],
        answer_type: AnswerType,
        *,
        knows_common: bool = True,
        question: str = "",
    ) -> Asked:
        """Sums up the terms, once a query."""
        mass = sum(t.idf for t in terms)
        pairs = sum(a.idf + b.idf for a, b in pairwise(terms))
        return cls(
            tuple(terms),
            tuple(t.idf for t in terms),
            mass or 1.0,
            sum(t.idf**2 for t in terms) or 1.0,
            sum(t.idf for t in terms if t.is_name),
            pairs or 1.0,
            sum(t.idf for t in terms if t.used and t.why not in _TRUSTED) / (mass or 1.0),
            answer_type,
            knows_common,
            question,
            sum(t.idf for t in terms if t.why is Why.TRANSLATION) / (mass or 1.0),
        )


# Kinds of words that are no guess at what was meant: their likeness says all.
_TRUSTED = frozenset({Why.NUMBER, Why.PLACE, Why.ROLE, Why.SYNONYM, Why.TRANSLATION})


class SentenceMemory:
    """Remembers the pairs and answers of each sentence, for copies of it in other articles."""

    def __init__(self) -> None:
        self.pairs: dict[tuple[str, Hits, bool], dict[int, float]] = {}
        self.kinds: dict[tuple[str, Hits, bool], tuple[float, float]] = {}


class Told(NamedTuple):
    """The evidence in one sentence; the evidence in a window is the sum."""

    best: dict[int, float]
    pairs: dict[int, float]
    words: int
    hits: int
    mass: float


class WeighedPassage:
    """A candidate seen through the query; what all its windows share is worked out once.

    What `sentences` say is worked out once for all passages that are given the same: of several
    articles that carry the same words it is the same.
    """

    def __init__(
        self, asked: Asked, candidate: Candidate, sentences: SentenceMemory | None = None
    ) -> None:
        self.candidate = candidate
        self._asked = asked
        self._sentences = SentenceMemory() if sentences is None else sentences
        self._told: dict[int, Told] = {}
        self._asking: dict[int, bool] = {}
        self._kinds: dict[int, tuple[float, float]] = {}
        self._held: dict[tuple[int, int], Features] = {}
        idfs = asked.idfs
        self._best = [best_weights(s.hits) if s.hits else _NOTHING for s in candidate.sentences]
        self.masses = [_mass(idfs, best) if best else 0.0 for best in self._best]
        whole: dict[int, float] = {}
        for best in filter(None, self._best):
            whole = united(whole, best)
        self._context = united(whole, candidate.context)
        self.whole = _mass(idfs, whole)
        self.context = _mass(idfs, self._context)

    @cached_property
    def article(self) -> float:
        """The mass of terms in the article; computed when first needed."""
        return _mass(self._asked.idfs, united(self._context, self.candidate.article))

    @cached_property
    def headline(self) -> float:
        """The mass of terms in the headline."""
        return _mass(self._asked.idfs, self.candidate.headline)

    def features(self, first: int, last: int) -> Features:
        """The features of the window of sentences `first` to `last`, inclusive."""
        kinds = [self._kind(number) for number in range(first, last + 1)]
        kind = max([present for present, _ in kinds])
        nearest = max([nearness for _, nearness in kinds])
        held = self.held(first, last)
        wanted = self._asked.answer_type
        feature = _KINDS.get(wanted)
        is_figure = wanted in _FIGURES
        return held._replace(
            lacking=float(is_figure and kind == 0.0),
            near_answer=nearest,
            near_figure=nearest if is_figure else 0.0,
            **({feature: kind} if feature else {}),
        )

    def held(self, first: int, last: int) -> Features:
        """The features without those of a possible answer, which cost a search of the text."""
        known = self._held.get((first, last))
        if known is None:
            known = self._held[first, last] = self._weigh(first, last)
        return known

    def _weigh(self, first: int, last: int) -> Features:
        asked, candidate, idfs = self._asked, self.candidate, self._asked.idfs
        sentences, mass = candidate.sentences, self._asked.mass
        told = self._tell(first)
        inside, pairs, words, repeats, most = told
        covered = most
        if last > first:
            for number in range(first + 1, last + 1):
                told = self._tell(number)
                if told.best:
                    inside = united(inside, told.best)
                if told.pairs:
                    pairs = united(pairs, told.pairs)
                words += told.words
                repeats += told.hits
                most = max(most, told.mass)
            covered = _mass(idfs, inside)
        around = covered
        beside = inside
        for number in range(max(0, first - 1), min(last + 2, len(sentences))):
            is_beside = not first <= number <= last or self._asks(number)
            if is_beside and self.masses[number]:
                beside = united(beside, self._best[number])
        if beside is not inside:
            around = _mass(idfs, beside)
        repeats -= len(inside)
        start = sentences[first].start
        names = 0.0
        if asked.name_mass:
            terms = asked.terms
            named = [idfs[n] * w for n, w in inside.items() if terms[n].is_name]
            names = sum(named) / asked.name_mass
        return Features(
            covered=covered / mass,
            rare=sum([idfs[n] ** 2 * w for n, w in inside.items()]) / asked.mass_squared,
            around=(around - covered) / mass,
            passage=(self.whole - around) / mass,
            context=(self.context - self.whole) / mass,
            article=(self.article - self.context) / mass,
            headline=self.headline / mass,
            sentence=most / mass,
            pairs=min(
                1.0,
                sum([(idfs[n] + idfs[n + 1]) * v for n, v in pairs.items()]) / asked.pair_mass,
            )
            if pairs
            else 0.0,
            names=names,
            lacking=0.0,
            bm25=candidate.bm25,
            article_bm25=candidate.article_bm25,
            date=0.0,
            number=0.0,
            person=0.0,
            place=0.0,
            near_answer=0.0,
            near_figure=0.0,
            reason=0.0,
            thing=0.0,
            new=1 - exp(-max(0, words - len(inside)) / 20),
            early=exp(-start / _LEAD),
            length=min(1.0, (sentences[last].stop - start) / EXCERPT_LIMIT),
            repeated=1 - exp(-max(0, repeats) / 3),
        )

    def _tell(self, number: int) -> Told:
        """The evidence in one sentence, computed when first needed."""
        known = self._told.get(number)
        if known is None:
            sentence = self.candidate.sentences[number]
            hits = () if self._asks(number) else sentence.hits
            known = self._told[number] = Told(
                best=self._best[number] if hits else _NOTHING,
                pairs=self._pairs(sentence) if len(hits) > 1 else {},
                words=sentence.words,
                hits=len(hits),
                mass=self.masses[number] if hits else 0.0,
            )
        return known

    def _asks(self, number: int) -> bool:
        """Whether a sentence is a question, and so asks rather than answers."""
        known = self._asking.get(number)
        if known is None:
            text = self.candidate.sentence_text(self.candidate.sentences[number])
            known = self._asking[number] = is_question(text)
        return known

    def _pairs(self, sentence: Sentence) -> dict[int, float]:
        text = self.candidate.sentence_text(sentence)
        key = text, sentence.hits, sentence.is_counted
        known = self._sentences.pairs.get(key)
        if known is None:
            known = self._sentences.pairs[key] = _pairs(in_words(sentence, text))
        return known

    def _kind(self, number: int) -> tuple[float, float]:
        """The possible answers in a sentence (see `_kind`), searched for when first needed."""
        known = self._kinds.get(number)
        if known is None:
            sentence = self.candidate.sentences[number]
            text = self.candidate.sentence_text(sentence)
            key = text, sentence.hits, sentence.is_counted
            known = self._sentences.kinds.get(key)
            if known is None:
                known = self._sentences.kinds[key] = _kind(self._asked, text, self._best[number])
            self._kinds[number] = known
        return known


_NOTHING: dict[int, float] = {}
_FIGURES = (AnswerType.DATE, AnswerType.NUMBER)
# The feature for the presence of each kind of answer.
_KINDS = {
    AnswerType.DATE: "date",
    AnswerType.NUMBER: "number",
    AnswerType.PERSON: "person",
    AnswerType.PLACE: "place",
    AnswerType.REASON: "reason",
    AnswerType.THING: "thing",
    AnswerType.NONE: "thing",
}


def most_by_kind(asked: Asked) -> Features:
    """The most that each of a window's `features` can exceed the same feature of `held`."""
    is_figure = float(asked.answer_type in _FIGURES)
    most = dict.fromkeys(NAMES, 0.0)
    most |= {"lacking": is_figure, "near_answer": 1.0, "near_figure": is_figure}
    if feature := _KINDS.get(asked.answer_type):
        most[feature] = 1.0
    return Features(**most)


def _mass(idfs: Sequence[float], weights: Mapping[int, float]) -> float:
    return sum([idfs[number] * weight for number, weight in weights.items()])


def _pairs(hits: Hits) -> dict[int, float]:
    """The neighbouring terms of the question that stand together; most weight in their order."""
    found: dict[int, float] = {}
    for i, (place, number, weight) in enumerate(hits):
        for other_place, other, other_weight in hits[i + 1 : i + 6]:
            gap = other_place - place
            if gap > _NEAR:
                break
            if other == number + 1 and gap:
                value = weight * other_weight * (1.0 if gap == 1 else 0.8)
                found[number] = max(found.get(number, 0.0), value)
            elif other == number - 1 and gap:
                found[other] = max(found.get(other, 0.0), weight * other_weight * 0.6)
    return found


def _kind(asked: Asked, text: str, best: Mapping[int, float]) -> tuple[float, float]:
    """(presence of the wanted kind, its nearness to the question's words), both in [0, 1]."""
    wanted = asked.answer_type
    if wanted is AnswerType.REASON:
        return float(cues.has_reason(text)), 0.0
    present = nearest = 0.0
    for start, _, nearness in answers_near(asked, text, best):
        # A first word has a capital in any case, so it counts half.
        certain = wanted in (AnswerType.DATE, AnswerType.NUMBER) or start > 0
        present = max(present, 1.0 if certain else 0.5)
        nearest = max(nearest, nearness)
    return present, nearest


def answers_near(
    asked: Asked, text: str, best: Mapping[int, float]
) -> Iterator[tuple[int, int, float]]:
    """(start, stop, nearness) of what in `text` is of the wanted kind and news to the question.

    `best` is how well the text holds which term. The nearness in [0, 1] is the share of the
    question's mass that stands near, each term counting less the further away it is.
    """
    forms = {form: number for number in best for form in asked.terms[number].forms}
    anchors: list[tuple[int, float]] | None = None if forms else []
    for start, stop in cues.find_spans(text, asked.answer_type):
        found = text[start:stop].casefold()
        if found in forms or all(word in forms for word in found.split()):
            continue
        if anchors is None:
            anchors = [
                (m.start(), asked.terms[number].idf * best[number])
                for m in word_spans(text)
                if (number := forms.get(folded(m[0]), -1)) >= 0
            ]
        near = sum([idf / (1 + abs(at - start) / 40) for at, idf in anchors])
        yield start, stop, min(1.0, near / asked.mass)
