"""Makes the phrases by which pasted words are searched for, and weighs the words.

The index finds words in a row as a phrase, but it reads a long list for each common word. So the
rarest parts are searched for instead; where a word or two differ, some part is still whole.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from store.search.checking.alignment import likeness
from store.search.checking.tokens import Joint, Token, Unit
from store.search.passages.retrieve import Phrase, Together
from store.search.reading import ANYONE, QueryReader, Wanted
from store.search.words.terms import Term
from store.text.fold import fold
from store.text.language import likely_languages
from store.text.matching import matching_words
from store.text.stem import Stems
from store.text.words import find_words

# Words from which a stretch between two ellipses is searched for by itself.
_STRETCH = 5
# Words of a long phrase that are searched for in a row.
_WINDOW = 8
# Words up to which a phrase is too short to be searched for by two thirds.
_FEWEST = 3
# Words up to which a phrase is searched for by two thirds; a longer one by runs.
_FEW = 14
# Words that may stand between the two thirds.
_SLACK = 3
# Words of a run.
_RUN = 4
# Runs searched for.
_RUNS_TRIED = 6
# Words of a phrase by which it is found in the index.
_RAREST = 3
# Quick likeness from which a stretch may hold nearly all the words.
_LIKELY = 0.7
# The largest weight of a word, so that no word decides alone.
_HEAVIEST = 4.0


@dataclass(frozen=True, slots=True)
class Sought:
    """The words to be found, and the speaker that the asker named.

    `units` are the words of `text` to align, `words` the same for a quick look, `phrases` the same
    for the index. `weights` are by the form of a token; the archive has no `unknown` form.
    """

    text: str
    units: Sequence[Unit]
    words: Sequence[str]
    weights: Mapping[str, float]
    unknown: frozenset[str]
    terms: Sequence[Term]
    phrases: Sequence[Phrase]
    wanted: Wanted
    names: frozenset[str]


def read_sought(reader: QueryReader, text: str, units: Sequence[Unit], speaker: str) -> Sought:
    """Prepares the units of `text`, said to be `speaker`'s ("" for nobody's)."""
    forms = list(dict.fromkeys(unit.form for unit in units if isinstance(unit, Token)))
    by_word = reader.read_words(word for form in forms for word in matching_words(form))
    weights: dict[str, float] = {}
    for form in forms:
        told = [by_word[word].idf for word in matching_words(form)]
        weights[form] = min(_HEAVIEST, max(told, default=1.0))
    return Sought(
        text=text,
        units=units,
        words=_rough_words(units),
        weights=weights,
        unknown=frozenset(
            form for form in forms if not all(_stands(by_word[w]) for w in matching_words(form))
        ),
        terms=sorted(by_word.values(), key=lambda t: t.passage_count),
        phrases=_find_phrases(units, reader.languages),
        wanted=reader.read_name(speaker).wanted if speaker else ANYONE,
        names=frozenset(fold(word) for word in find_words(speaker)),
    )


def narrowed(reader: QueryReader, sought: Sought, units: Sequence[Unit]) -> Sought:
    """The same for a stretch of the words."""
    phrases = _find_phrases(units, reader.languages)
    return replace(sought, units=units, words=_rough_words(units), phrases=phrases)


def _rough_words(units: Sequence[Unit]) -> list[str]:
    return rough(" ".join(unit.form for unit in units if isinstance(unit, Token)))


def _find_phrases(units: Sequence[Unit], spoken: Sequence[str]) -> list[Phrase]:
    """The stems of each stretch of words, in the languages that it may have."""
    stretches: list[list[str]] = [[]]
    for unit in units:
        if isinstance(unit, Joint):
            stretches.append([])
        else:
            stretches[-1].append(unit.form)
    told = " ".join(form for stretch in stretches for form in stretch)
    likely = [code for code in likely_languages(told) if code in spoken]
    languages = dict.fromkeys([*likely[:2], *spoken[:1]])
    phrases: dict[Phrase, None] = {}
    # A short stretch beside a longer one is skipped: "it is a" stands everywhere.
    telling = min(_STRETCH, max(map(len, stretches)))
    for stems in map(Stems, languages):
        for stretch in (one for one in stretches if len(one) >= telling):
            words = matching_words(" ".join(stretch))
            phrases[tuple(stem for word in words if (stem := stems[word][1]))] = None
    return [phrase for phrase in phrases if phrase]


def whole(sought: Sought) -> list[Together]:
    """The words in a row; of a long phrase the rarest part, because the index is slow on all."""
    idf = _idf(sought)
    return [
        Together((max(_runs(phrase, _WINDOW), key=lambda run: sum(idf.get(s, 0) for s in run)),))
        for phrase in sought.phrases
    ]


def pairs_of_thirds(sought: Sought) -> list[Together]:
    """Any two thirds of a short phrase: a change in one place leaves two thirds whole."""
    pairs: list[Together] = []
    for phrase in sought.phrases:
        if _FEWEST < len(phrase) <= _FEW:
            a, b = len(phrase) // 3, len(phrase) - len(phrase) // 3
            first, middle, last = phrase[:a], phrase[a:b], phrase[b:]
            pairs += [
                Together((first, middle), _SLACK),
                Together((middle, last), _SLACK),
                Together((first, last), len(middle) + _SLACK),
            ]
    return pairs


def telling_runs(sought: Sought) -> list[Phrase]:
    """The rarest runs of a long phrase, without overlaps: one change would break both runs."""
    idf = _idf(sought)
    runs = [run for p in sought.phrases if len(p) > _FEW for run in _runs(p, _RUN)]
    known = [run for run in runs if all(stem in idf for stem in run)]
    chosen: list[Phrase] = []
    for run in sorted(known, key=lambda run: -sum(idf[stem] for stem in run)):
        if len(chosen) < _RUNS_TRIED and all(len({*run} & {*one}) < _RUN - 1 for one in chosen):
            chosen.append(run)
    return chosen


def gist(sought: Sought, together: Together) -> Together:
    """The rarest words of phrases, as near each other as they would stand in them.

    Hardly any other passage holds them, and the index reads short lists for them.
    """
    counts = {stem: term.passage_count for term in sought.terms for stem in term.stems}
    words = [stem for phrase in together.phrases for stem in phrase]
    ranked = sorted(range(len(words)), key=lambda place: counts.get(words[place], 0))
    rarest = set(ranked[:_RAREST])
    kept: list[Phrase] = []
    first = 0
    for phrase in together.phrases:
        places = range(first, first + len(phrase))
        for is_rare, run in groupby(places, rarest.__contains__):
            kept += [tuple(words[place] for place in run)] if is_rare else []
        first += len(phrase)
    if len(rarest) == len(words):
        return together
    return Together(tuple(kept), len(words) + together.apart)


def may_hold(stretch: str, words: str) -> bool:
    """Whether a stretch of an article may hold nearly all the words, by a quick look."""
    return likeness(rough(words), rough(stretch)) >= _LIKELY


def rough(text: str) -> list[str]:
    """The words of a text in lower case, for a quick look."""
    return find_words(text.casefold())


def _stands(term: Term) -> bool:
    return term.is_known and term.used is None


def _runs(phrase: Phrase, size: int) -> list[Phrase]:
    return [phrase[at : at + size] for at in range(max(1, len(phrase) - size + 1))]


def _idf(sought: Sought) -> dict[str, float]:
    return {stem: term.idf for term in sought.terms for stem in term.stems}
