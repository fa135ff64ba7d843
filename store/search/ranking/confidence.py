"""Defines confidence: the share of such answers that are right, in [0, 1]. Pure.

Every search states how sure it is on this one scale, and every decision that compares a confidence
is made here. The confidence of a window is learnt (`weights.json`): a logistic regression of
whether the window answers (Platt, "Probabilistic outputs for support vector machines", 1999). The
other kinds of answer have constants set by hand.
"""

from __future__ import annotations

from enum import StrEnum
from math import exp
from operator import mul

from store.model import EXCERPT_LIMIT
from store.search.ranking.features import Asked, Features
from store.search.ranking.weights import load_weights

# The least confidence with which a question is answered; here wrong answers and answers wrongly
# withheld were equally rare.
_FLOOR = 0.5
# Confidence from which an answer is sure: 91 of 100 such first excerpts in English answered.
_SURE_FROM = 0.9
# Confidence from which what was found may answer; the floor lies between the two.
_UNSURE_FROM = 0.25
# Factor of the odds that an article answers once it is known that the question is about it.
_LEANING_ODDS = 2.4
# What needs no evidence: the newest articles are the newest.
SURE = 1.0
# A quote in an article whose headline names the whole topic, beside another speaker's: just enough.
UNDER_HEADLINE = _FLOOR
# A number beside a name, where that person's age is asked for.
AGE_TOLD = 0.9
# The first sentence of an article that was published on the day asked about.
DAY_PUBLISHED = 0.65
# The least confidence with which a message that could be a question is taken for somebody's words.
_CERTAIN = 0.9
# Factor where all words were corrected and do not stand side by side as they were typed.
_DOUBT = 0.5
# Share of the topic that a quote, or a sentence that reports speech, must hold.
_ON_TOPIC = 0.34
# Share that a quote must hold where it was searched for among all quotes of one speaker.
_PLAINLY_ON_TOPIC = 0.75
# A quote of the speaker where no topic was asked for: any would do.
_ANY_QUOTE = 0.9
# Confidence of a sentence that tells a view of the topic, all of which it holds.
_VIEW_TOLD = 0.85
# The same of a sentence that opens with the speaker and tells no view.
_VIEW_BESIDE = 0.65
# Factor for words quoted inside a report, which say less than a sentence of speech.
_QUOTED_IN_PART = 0.9
# Factor of the best quote's confidence for a quote to be listed in the order of time.
_NEAR_BEST_QUOTE = 0.75
# Factor of the best publisher's confidence for another publisher's best window to be shown.
_NEAR_BEST_PUBLISHER = 0.6
# Factor of the best story's confidence for a newer story to be shown first.
_NEAR_BEST_STORY = 0.8
# A sentence that names the day, in an article of that day or a few days around it.
_DAY_TOLD = 0.75
# A sentence that names the day, in any other article.
_DAY_RECALLED = 0.6
# What a sentence that names the day gains at the very beginning of its article.
_DAY_EARLY = 0.2
# Factor for a sentence that states the role of the person asked about.
_ROLE = 0.95
# Factor for a sentence that only names the person.
_MENTION = 0.8
# Share of a question in words of another language from which it is weighed as one in that language.
_TRANSLATED = 0.2
# The largest likeness that absent words are credited with, so that they stay below the floor.
_ABSENT = 0.99


class Certainty(StrEnum):
    """How sure an answer is: three ranges of confidence."""

    SURE = "sure"
    UNSURE = "unsure"  # it may answer
    NONE = "none"


def certainty_of(confidence: float) -> Certainty:
    """How sure an answer of this confidence is."""
    if confidence >= _SURE_FROM:
        return Certainty.SURE
    return Certainty.UNSURE if confidence >= _UNSURE_FROM else Certainty.NONE


def is_enough(confidence: float) -> bool:
    """Whether a question is answered."""
    return confidence >= _FLOOR


def is_certain(confidence: float) -> bool:
    """Whether a message that could be a question is taken for somebody's words to be checked."""
    return confidence >= _CERTAIN


def of_window(features: Features, asked: Asked) -> float:
    """The confidence that a window answers; it depends on evidence, not on the question alone."""
    weights = load_weights()
    if asked.translated >= _TRANSLATED:
        # Translations are many words for one, so that windows hold more and say less.
        total = sum(map(mul, weights.translated, features))
        total += weights.translated_corrected * asked.corrected
        return 1 / (1 + exp(-(total + weights.translated_constant)))
    total = sum(map(mul, weights.confidence, features)) + weights.corrected * asked.corrected
    if not asked.knows_common:
        # A list of common words exists for English only. In other languages common words weigh too
        # much, and the words that a window holds weigh too little.
        total += weights.unlisted
    return 1 / (1 + exp(-(total + weights.constant)))


def of_leaning(confidence: float) -> float:
    """The confidence of a window in the one article that a question is known to be about."""
    odds = _LEANING_ODDS * confidence
    return odds / (odds + 1 - confidence)


def of_quote(topic_share: float | None, *, is_part: bool) -> float:
    """The confidence of a quote of the wanted speaker.

    `topic_share` in [0, 1] is the share of the topic that the quote and its surroundings hold, None
    where no topic was asked for; `is_part`: the words are quoted inside a report.
    """
    share = _ANY_QUOTE if topic_share is None else topic_share
    return share * _QUOTED_IN_PART if is_part else share


def of_view(topic_share: float, *, is_told: bool) -> float:
    """The confidence of a sentence on the wanted speaker and the topic, without direct speech.

    `topic_share` in [0, 1] is the share of the topic that it holds; `is_told`: a verb tells the
    speaker's view.
    """
    return topic_share * (_VIEW_TOLD if is_told else _VIEW_BESIDE)


def is_on_topic(share: float) -> bool:
    """Whether words that hold this share of the topic are on it."""
    return share >= _ON_TOPIC


def is_plainly_on_topic(confidence: float) -> bool:
    """Whether a quote found among all quotes of a speaker is on the topic."""
    return confidence >= _PLAINLY_ON_TOPIC


def is_near_best_quote(confidence: float, best: float) -> bool:
    """Whether a quote is sure enough, beside the best one, to be listed in the order of time."""
    return confidence >= _NEAR_BEST_QUOTE * best


def is_near_best_publisher(confidence: float, best: float) -> bool:
    """Whether a publisher's best window is sure enough beside the best of all publishers."""
    return confidence >= _NEAR_BEST_PUBLISHER * best


def is_near_best_story(confidence: float, best: float) -> bool:
    """Whether a story is sure enough, beside the best one, to be sorted by date with it."""
    return confidence >= _NEAR_BEST_STORY * best


def of_day_named(start: int, *, is_near: bool) -> float:
    """The confidence of a sentence that names the day, `start` code points into its article.

    `is_near`: the article was published within a few days of it.
    """
    told = _DAY_TOLD if is_near else _DAY_RECALLED
    return told + _DAY_EARLY / (1 + start / EXCERPT_LIMIT)


def of_person(name_likeness: float, *, has_role: bool) -> float:
    """The confidence of a sentence about a person.

    `name_likeness` in [0, 1] says how well the typed name matches; `has_role`: the sentence states
    what the person is.
    """
    return name_likeness * (_ROLE if has_role else _MENTION)


def of_words(likeness: float, *, are_there: bool) -> float:
    """The confidence that checked words stand in the archive: 1 for the same words.

    `likeness` in [0, 1] is the share of them that stands there; `are_there` is the verdict. Absent
    words stay below the floor, present ones do not.
    """
    if are_there:
        return round(_FLOOR + (1 - _FLOOR) * likeness, 4)
    return round(_FLOOR * min(likeness, _ABSENT), 4)


def doubt(confidence: float) -> float:
    """The confidence of an answer that rests on corrected words alone, which stand apart."""
    return confidence * _DOUBT
