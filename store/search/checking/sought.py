"""Pasted words as they are looked for: as the index has them, and what each of them tells.

What stands in a row is found by the index's phrases, but of a phrase of forty words it reads the
lists of every common one: so the telling parts are looked for. Where a word or two differ, some
part is still whole.
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

# Words in a row from which a stretch between two ellipses is looked for by itself.
_STRETCH = 5
# Of more words in a row than these, so many are looked for.
_WINDOW = 8
# Of up to so many words two thirds are looked for, with words between; of more, runs.
_FEWEST, _FEW, _SLACK = 3, 14, 3
_RUN, _RUNS_TRIED = 4, 6
# Words of a phrase by which it is looked for.
_RAREST = 3
# How alike words are to what holds nearly all of them, at a quick look.
_LIKELY = 0.7
# What the rarest word weighs: no word decides alone.
_HEAVIEST = 4.0


@dataclass(frozen=True, slots=True)
class Sought:
    """The words to be found, and who is said to have said them.

    `units` are the words of `text` as they are aligned, `words` as they are looked at quickly,
    `phrases` as the index has them. `weights` says what each word tells; `unknown` are those that
    stand nowhere in the archive.
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
    """What is to be found: the units of `text`, said to be `speaker`'s ("" for nobody's)."""
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
    """The same for a stretch of the words by itself."""
    phrases = _find_phrases(units, reader.languages)
    return replace(sought, units=units, words=_rough_words(units), phrases=phrases)


def _rough_words(units: Sequence[Unit]) -> list[str]:
    return rough(" ".join(unit.form for unit in units if isinstance(unit, Token)))


def _find_phrases(units: Sequence[Unit], spoken: Sequence[str]) -> list[Phrase]:
    """The stretches of words as the index has them, in the languages they may be in."""
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
    # Beside a longer stretch a short one tells nothing: "it is a" stands everywhere.
    telling = min(_STRETCH, max(map(len, stretches)))
    for stems in map(Stems, languages):
        for stretch in (one for one in stretches if len(one) >= telling):
            words = matching_words(" ".join(stretch))
            phrases[tuple(stem for word in words if (stem := stems[word][1]))] = None
    return [phrase for phrase in phrases if phrase]


def whole(sought: Sought) -> list[Together]:
    """The words in a row; of many those that tell most, for all of them the index is slow."""
    idf = _idf(sought)
    return [
        Together((max(_runs(phrase, _WINDOW), key=lambda run: sum(idf.get(s, 0) for s in run)),))
        for phrase in sought.phrases
    ]


def pairs_of_thirds(sought: Sought) -> list[Together]:
    """Of few words any two thirds: what is changed or left out in one place spares two of them."""
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
    """Of more words the runs that tell most; those that overlap would be lost together."""
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

    What holds the phrases holds these, and hardly anything else does; of common words the index
    reads long lists.
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
    """Whether a stretch of an article may hold nearly all of somebody's words: a quick look."""
    return likeness(rough(words), rough(stretch)) >= _LIKELY


def rough(text: str) -> list[str]:
    """The words of a text for a quick look: lower case, nothing more."""
    return find_words(text.casefold())


def _stands(term: Term) -> bool:
    return term.is_known and term.used is None


def _runs(phrase: Phrase, size: int) -> list[Phrase]:
    return [phrase[at : at + size] for at in range(max(1, len(phrase) - size + 1))]


def _idf(sought: Sought) -> dict[str, float]:
    return {stem: term.idf for term in sought.terms for stem in term.stems}
