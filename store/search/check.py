"""Did anybody say that? Pasted words → where they stand, whose they are, and what differs.

The words themselves find the places: as a phrase of the full-text index first; failing that, the
passages that hold their rarest words or their rarest runs of three. Only these are read and
aligned, so that the time does not grow with the archive.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from store.articles import get_articles
from store.model import Article, ArticleId, Quote, Span
from store.search.alignment import align, likeness
from store.search.checked import Checked, Difference, DifferenceKind, Found, Verdict, Whose
from store.search.differences import Setting, find_differences, matched_share
from store.search.found_window import found_window, mark_some
from store.search.hit import Hit
from store.search.pasted import Joint, Unit, find_units
from store.search.query import Filters, Query
from store.search.retrieve import Phrase, passages_with_phrases, read_places, retrieve_passages
from store.search.searcher import ArchiveFacts, find_terms, read_facts
from store.search.speakers import Wanted, find_people_ids, quotes_in_articles, wanted_speaker
from store.search.terms import Term
from store.search.tokens import Token, find_tokens
from store.search.vocabulary import Vocabulary
from store.search.whose import quote_at, tell_whose
from store.text.fold import fold
from store.text.language import likely_languages
from store.text.matching import matching_words
from store.text.stem import Stems
from store.text.words import find_words

# Longer pasted texts are read as far as this, in words.
_LONGEST = 250
# Passages looked at: of those that hold the phrase, of those that hold rare words, rare runs.
_PHRASED, _RARE, _RUNS = 60, 24, 24
_FEW = 14
_RUN, _RUNS_TRIED = 4, 6
_TERMS = 12
_LANGUAGES = 6
# Of these the best by a quick look are aligned word by word; of those that hold all, more.
_ALIGNED, _EXACT, _BEHIND = 4, 24, 0.15
# Code points around a passage that are looked at with it, beside the length of the words.
_BESIDE = 200
# What the rarest word weighs: no word decides alone.
_HEAVIEST = 4.0
# Where the asker's words stand in this share, by what they tell, they are near.
_NEAR = 0.66
_FEWEST, _CHANCE = 3, 0.4
# A stretch of at least so many words that stands elsewhere was joined to the rest, where this much
# of it does stand there; in another article it must be longer.
_JOINED_WORDS, _ELSEWHERE_WORDS, _JOINED = 4, 6, 0.85
_CLAUSE_END = re.compile(r"[^\w\s'’‘\"“”()\[\]]")


@dataclass(frozen=True, slots=True)
class _Asked:
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
    people: Sequence[int]


@dataclass(frozen=True, slots=True)
class _Place:
    """A stretch of an article in which the words may stand."""

    article: Article
    tokens: Sequence[Token]
    quotes: Sequence[Quote]


def check_words(db: sqlite3.Connection, words: str, speaker: str = "", limit: int = 3) -> Checked:
    """Hold `words` against the archive: do they stand there, and are they `speaker`'s?

    Never fails: words without a letter or digit are absent.
    """
    units = find_units(words)[:_LONGEST]
    if not any(isinstance(unit, Token) for unit in units):
        return Checked(words, speaker or None, Verdict.ABSENT)
    if any(isinstance(unit, Joint) for unit in units):
        # An article may have the very same dots and brackets.
        as_written = _read(db, words, find_tokens(words)[:_LONGEST], speaker)
        found = _find_phrase(db, as_written)
        if _verdict(found) is Verdict.VERBATIM:
            return Checked(words, speaker or None, Verdict.VERBATIM, tuple(found[:limit]))
    asked = _read(db, words, units, speaker)
    found = _find(db, asked)
    verdict = _verdict(found)
    if found and verdict is not Verdict.VERBATIM:
        found = _with_joined(db, asked, found)
        verdict = _verdict(found)
    return Checked(words, speaker or None, verdict, tuple(found[:limit]))


def _read(db: sqlite3.Connection, text: str, units: Sequence[Unit], speaker: str) -> _Asked:
    facts = read_facts(db)
    forms = list(dict.fromkeys(unit.form for unit in units if isinstance(unit, Token)))
    vocabulary = Vocabulary(db, facts.passages, facts.languages[:_LANGUAGES], exactly=False)
    by_word = {word: vocabulary.term(word) for form in forms for word in matching_words(form)}
    weights: dict[str, float] = {}
    for form in forms:
        told = [by_word[word].idf for word in matching_words(form)]
        weights[form] = min(_HEAVIEST, max(told, default=1.0))
    named = find_terms(db, Query(speaker, speaker=speaker), facts) if speaker else ()
    wanted = wanted_speaker(db, named)
    return _Asked(
        text=text,
        units=units,
        words=_words(units),
        weights=weights,
        unknown=frozenset(
            form for form in forms if not all(_stands(by_word[w]) for w in matching_words(form))
        ),
        terms=sorted(by_word.values(), key=lambda t: t.passage_count),
        phrases=_phrases(units, facts),
        wanted=wanted,
        names=frozenset(fold(word) for word in find_words(speaker)),
        people=find_people_ids(db, wanted.names),
    )


def _stands(term: Term) -> bool:
    return term.is_known and term.used is None


def _words(units: Sequence[Unit]) -> list[str]:
    return _rough(" ".join(unit.form for unit in units if isinstance(unit, Token)))


def _phrases(units: Sequence[Unit], facts: ArchiveFacts) -> list[Phrase]:
    """The stretches of words as the index has them, in the languages they may be in."""
    stretches: list[list[str]] = [[]]
    for unit in units:
        if isinstance(unit, Joint):
            stretches.append([])
        else:
            stretches[-1].append(unit.form)
    told = " ".join(form for stretch in stretches for form in stretch)
    likely = [code for code in likely_languages(told) if code in facts.languages]
    languages = dict.fromkeys([*likely[:2], *facts.languages[:1]])
    phrases: dict[Phrase, None] = {}
    for stems in map(Stems, languages):
        for stretch in stretches:
            words = matching_words(" ".join(stretch))
            phrases[tuple(stem for word in words if (stem := stems[word][1]))] = None
    return [phrase for phrase in phrases if phrase]


def _find(db: sqlite3.Connection, asked: _Asked) -> list[Found]:
    """The places of the words, best first: where they stand as they are, else the nearest."""
    found = _find_phrase(db, asked)
    if _verdict(found) is Verdict.VERBATIM:
        return found
    known = [term for term in asked.terms if term.is_known]
    rare = retrieve_passages(db, known[:_TERMS], Filters(), _RARE)
    runs = passages_with_phrases(db, _inexact(asked), _RUNS, best_first=True)
    ids = list(dict.fromkeys([*(one for one, _ in rare), *runs]))
    return _ranked([*found, *_look(db, asked, ids)])


def _find_phrase(db: sqlite3.Connection, asked: _Asked) -> list[Found]:
    """Where the words may stand in a row, the speaker's own first of those where they do."""
    found = _look(db, asked, passages_with_phrases(db, _whole(asked), _PHRASED))
    if _verdict(found) is not Verdict.VERBATIM:
        return found
    if asked.people and found[0].whose is not Whose.SAME:
        theirs = passages_with_phrases(db, _whole(asked), _PHRASED, people=asked.people)
        found = _ranked([*found, *_look(db, asked, theirs)])
    return _gathered(found)


def _whole(asked: _Asked) -> list[list[Phrase]]:
    return [[phrase] for phrase in asked.phrases]


def _inexact(asked: _Asked) -> list[list[Phrase]]:
    """What stands in a row where a word or two differ.

    Of few words, all but one, whichever it is; of more, the runs of words that tell most.
    """
    gapped: list[list[Phrase]] = []
    runs: list[Phrase] = []
    for phrase in asked.phrases:
        if len(phrase) <= _FEW:
            changed = [[phrase[:at], phrase[at + 1 :]] for at in range(len(phrase))]
            lacking = [[phrase[:at], phrase[at:]] for at in range(1, len(phrase))]
            gapped += [[part for part in parts if part] for parts in (*changed, *lacking)]
        else:
            runs += [phrase[at : at + _RUN] for at in range(len(phrase) - _RUN + 1)]
    idf = {stem: term.idf for term in asked.terms for stem in term.stems}
    runs = [run for run in runs if all(stem in idf for stem in run)]
    chosen: list[Phrase] = []
    for run in sorted(runs, key=lambda run: -sum(idf[stem] for stem in run)):
        # Runs that overlap are lost together.
        if len(chosen) < _RUNS_TRIED and all(len({*run} & {*one}) < _RUN - 1 for one in chosen):
            chosen.append(run)
    return [*filter(None, gapped), *([run] for run in chosen)]


def _look(db: sqlite3.Connection, asked: _Asked, ids: Sequence[int]) -> list[Found]:
    """What stands in these passages, best first."""
    rows = read_places(db, ids) if ids else []
    articles = get_articles(db, [row[0] for row in rows])
    beside = asked.units[-1].span.stop + _BESIDE
    likely: dict[tuple[ArticleId, Span], float] = {}
    for article_id, start, stop in rows:
        text = articles[article_id].text
        stretch = Span(max(0, start - beside), min(len(text), stop + beside))
        like = likeness(asked.words, _rough(stretch.of(text)))
        is_apart = any(isinstance(unit, Joint) for unit in asked.units)
        key = article_id, Span(0, len(text)) if is_apart else _whole_words(text, stretch)
        likely[key] = max(like, likely.get(key, 0.0))
    best = sorted(likely, key=lambda key: -likely[key])
    exact = sum(likely[key] == 1.0 for key in best)
    chosen = best[: max(_ALIGNED, min(exact, _EXACT))]
    chosen = [key for key in chosen if likely[key] >= likely[best[0]] - _BEHIND]
    said = quotes_in_articles(db, [article_id for article_id, _ in chosen], Wanted((), ()))
    found = [
        _found(
            asked,
            _Place(
                articles[article_id],
                find_tokens(articles[article_id].text, span.start, span.stop),
                [one.quote for one in said if one.article_id == article_id],
            ),
        )
        for article_id, span in chosen
    ]
    return _ranked([one for one in found if one is not None])


def _rough(text: str) -> list[str]:
    return find_words(text.casefold())


def _whole_words(text: str, span: Span) -> Span:
    start, stop = span.start, span.stop
    while start and not text[start - 1].isspace():
        start -= 1
    while stop < len(text) and not text[stop].isspace():
        stop += 1
    return Span(start, stop)


def _found(asked: _Asked, place: _Place) -> Found | None:
    alignment = align(asked.units, place.tokens)
    first, stop = alignment.stored
    if first == stop:
        return None
    article = place.article
    setting = Setting(place.quotes, asked.unknown, article.language)
    differences = find_differences(alignment, asked.units, place.tokens, setting)
    share, count = matched_share(alignment, asked.units, place.tokens, asked.weights)
    marks = [d.stored for d in differences if d.stored is not None]
    held = [place.tokens[first].span, place.tokens[stop - 1].span, *marks]
    span = Span(min(s.start for s in held), max(s.stop for s in held))
    quote = quote_at(span, place.quotes)
    window = found_window(article.text, span, quote, marks)
    # A word or two in a row stand anywhere.
    score = 1.0 if not differences else share if count >= _FEWEST else min(share, _CHANCE)
    hit = Hit(article.id, window, score, mark_some(marks, window), quote)
    whose = tell_whose(quote, asked.wanted, asked.names)
    return Found(hit, span, whose, score, differences, article.published or "")


def _ranked(found: Sequence[Found]) -> list[Found]:
    """Best first: the words as they are, then said by whom they should be, then the first to print.

    Each place once.
    """
    places = {(one.hit.article_id, one.span): one for one in found}
    return sorted(
        places.values(),
        key=lambda one: (
            bool(one.differences),
            -round(one.likeness, 2),
            one.whose is not Whose.SAME,
            one.hit.quote is None,
            one.hit.quote is not None and one.hit.quote.speaker is None,
            one.published or "9999",
            one.hit.article_id,
        ),
    )


def _gathered(found: Sequence[Found]) -> list[Found]:
    """Who said the very same in several articles is found once, the others named beside."""
    kept: dict[str | int, Found] = {}
    for number, one in enumerate(found):
        speaker = one.hit.quote.speaker if one.hit.quote else None
        key = number if speaker is None or one.differences else speaker
        first = kept.setdefault(key, one)
        if first is not one and first.hit.article_id != one.hit.article_id:
            also = tuple(dict.fromkeys((*first.hit.also, one.hit.article_id)))
            kept[key] = replace(first, hit=replace(first.hit, also=also))
    return list(kept.values())


def _verdict(found: Sequence[Found]) -> Verdict:
    if not found:
        return Verdict.ABSENT
    if not found[0].differences:
        return Verdict.VERBATIM
    is_joined = any(d.kind is DifferenceKind.JOINED for d in found[0].differences)
    enough = _JOINED if is_joined else _NEAR
    return Verdict.NEAR if found[0].likeness >= enough else Verdict.ABSENT


def _with_joined(db: sqlite3.Connection, asked: _Asked, found: Sequence[Found]) -> list[Found]:
    """The best place, and the places of what it lacks of the words, if they stand elsewhere."""
    best, others = found[0], []
    for difference in best.differences:
        if difference.kind not in (DifferenceKind.ADDED, DifferenceKind.CHANGED):
            continue
        units = [unit for unit in asked.units if difference.asked.holds(unit.span)]
        other = _elsewhere(db, asked, units, best)
        if other is None:
            continue
        others.append(other)
        joined = Difference(DifferenceKind.JOINED, difference.asked)
        best = replace(
            best,
            differences=tuple(joined if d is difference else d for d in best.differences),
            likeness=min(1.0, best.likeness + other.likeness * _share(asked, units)),
        )
    if not others:
        return list(found)
    hit = replace(best.hit, score=best.likeness)
    return [replace(best, hit=hit), *others]


def _elsewhere(
    db: sqlite3.Connection, asked: _Asked, units: Sequence[Unit], best: Found
) -> Found | None:
    """Where a stretch of the words stands: in the same article, else in any."""
    count = sum(isinstance(unit, Token) for unit in units)
    if count < _JOINED_WORDS or not _is_clause(asked, units):
        return None
    phrases = _phrases(units, read_facts(db))
    part = replace(asked, units=units, words=_words(units), phrases=phrases)
    article = get_articles(db, [best.hit.article_id])[best.hit.article_id]
    said = quotes_in_articles(db, [article.id], Wanted((), ()))
    place = _Place(article, find_tokens(article.text), [one.quote for one in said])
    found = _found(part, place)
    if (found is None or found.likeness < _JOINED) and count >= _ELSEWHERE_WORDS:
        found = next(iter(_find(db, part)), None)
    return found if found is not None and found.likeness >= _JOINED else None


def _is_clause(asked: _Asked, units: Sequence[Unit]) -> bool:
    """Whether a stretch of the words stands by itself: people join sentences, not halves of one."""
    first, last = asked.units.index(units[0]), asked.units.index(units[-1])
    edges = [(first - 1, first), (last, last + 1)]
    return all(
        _CLAUSE_END.search(asked.text, asked.units[a].span.stop, asked.units[b].span.start)
        for a, b in edges
        if a >= 0 and b < len(asked.units)
    )


def _share(asked: _Asked, units: Sequence[Unit]) -> float:
    """How much of all the words these are, by what they tell."""

    def told(some: Sequence[Unit]) -> float:
        return sum(asked.weights.get(u.form, 1.0) for u in some if isinstance(u, Token))

    return told(units) / told(asked.units)
