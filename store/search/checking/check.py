"""Checks whether pasted words stand in the archive, whose they are and how they differ.

The full-text index finds the words as a phrase, failing that the rarest words or runs of words.
Only a few places are read and aligned, so that the time does not grow with the archive.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from store.model import Article, ArticleId, Quote, Span
from store.rows.articles import get_articles
from store.search.checking.alignment import align, likeness
from store.search.checking.checked import (
    Checked,
    CheckVerdict,
    Difference,
    DifferenceKind,
    FoundWords,
    Whose,
)
from store.search.checking.differences import Setting, find_differences, matched_share
from store.search.checking.sought import (
    Sought,
    gist,
    narrowed,
    pairs_of_thirds,
    read_sought,
    rough,
    telling_runs,
    whole,
)
from store.search.checking.tokens import Joint, Token, Unit, find_tokens, find_units
from store.search.excerpts.excerpt import choose_highlights, found_window, quote_filling
from store.search.passages.hit import Hit
from store.search.passages.retrieve import (
    Together,
    passages_with_phrases,
    read_places,
    retrieve_passages,
)
from store.search.passages.speakers import quotes_in_articles
from store.search.query import Filters
from store.search.reading import ANYONE, QueryReader, Wanted
from store.search.words.terms import Term
from store.text.fold import fold
from store.text.sound import name_similarity
from store.text.words import find_words

# Words of a pasted text that are checked; the rest is ignored, to bound the time.
_LONGEST = 250
# Passages looked at that hold the words as a phrase.
_PHRASED = 60
# Passages looked at that hold the rarest words.
_RARE = 24
# Passages looked at that hold two thirds of the words.
_RUNS = 24
# Passages looked at for each telling run.
_A_RUN = 8
# Words by which passages with rare words are found.
_TERMS = 12
# Places that are aligned word by word.
_ALIGNED = 4
# Places that are aligned where all of them hold the words in a row.
_EXACT = 24
# Quick likeness below the best place's from which a place is not aligned.
_BEHIND = 0.15
# Code points on either side of a passage, beside the length of the words, that are aligned with it.
_BESIDE = 200
# Likeness from which the words are near.
_NEAR = 0.66
# Matching words that a place needs to score fully; one or two in a row stand anywhere.
_FEWEST = 3
# The most that a place with fewer matching words scores.
_CHANCE = 0.4
# Matching words from which their number counts, not only their weight: common words weigh little.
_MANY = 5
# Factor of the share by number against the share by weight.
_PLAINLY = 0.8
# Words of the shortest stretch that may be joined from another place of the same article.
_JOINED_WORDS = 4
# Words of the shortest stretch that may be joined from another article.
_ELSEWHERE_WORDS = 6
# Likeness from which a stretch stands at the other place, and joined words are near.
_JOINED = 0.85
# Share of the found words that must stand in one statement for them to be direct speech.
_SPOKEN = 0.5
# Likeness in [0, 1] from which two names are one name in two spellings.
_SPELT = 0.95
_CLAUSE_END = re.compile(r"[^\w\s'’‘\"“”()\[\]]")


@dataclass(frozen=True, slots=True)
class _Place:
    """A stretch of an article in which the words may stand."""

    article: Article
    tokens: Sequence[Token]
    quotes: Sequence[Quote]


def check_words(reader: QueryReader, words: str, speaker: str = "", limit: int = 3) -> Checked:
    """Checks whether `words` stand in the archive and are `speaker`'s ("" for nobody's).

    `limit` places at most are returned. Words without a letter or digit are absent.
    """
    units = find_units(words)[:_LONGEST]
    if not any(isinstance(unit, Token) for unit in units):
        return Checked(words, speaker or None, CheckVerdict.ABSENT)
    if any(isinstance(unit, Joint) for unit in units):
        # An article may have the very same dots and brackets.
        as_written = read_sought(reader, words, find_tokens(words)[:_LONGEST], speaker)
        found = _find_phrase(reader, as_written)
        if _verdict(found) is CheckVerdict.VERBATIM:
            return Checked(words, speaker or None, CheckVerdict.VERBATIM, tuple(found[:limit]))
    asked = read_sought(reader, words, units, speaker)
    found = _find(reader, asked)
    verdict = _verdict(found)
    if found and verdict is not CheckVerdict.VERBATIM:
        found = _with_joined(reader, asked, found)
        verdict = _verdict(found)
    if verdict is CheckVerdict.NEAR:
        found = [one for one in found if one.likeness >= _NEAR]
    return Checked(words, speaker or None, verdict, tuple(found[:limit]))


def _find(reader: QueryReader, asked: Sought) -> list[FoundWords]:
    """The places of the words, best first: those with the same words, else the nearest."""
    found = _find_phrase(reader, asked)
    if _verdict(found) is CheckVerdict.VERBATIM:
        return found
    known = [term for term in asked.terms if term.is_known]
    rare = retrieve_passages(reader.lookups, known[:_TERMS], Filters(), _RARE)
    runs = _holding(reader, asked, pairs_of_thirds(asked), _RUNS)
    for run in telling_runs(asked):
        runs += _holding(reader, asked, [Together((run,))], _A_RUN)
    ids = list(dict.fromkeys([*(one for one, _ in rare), *runs]))
    return _ranked([*found, *_look(reader, asked, ids)])


def _holding(
    reader: QueryReader,
    asked: Sought,
    wanted: Sequence[Together],
    limit: int,
    people: Sequence[int] = (),
) -> list[int]:
    """Passages that hold any of the phrases; few that nearly do may be among them."""
    db = reader.lookups.db
    found = passages_with_phrases(db, [gist(asked, one) for one in wanted], limit, people)
    return found if len(found) < limit else passages_with_phrases(db, wanted, limit, people)


def _find_phrase(reader: QueryReader, asked: Sought) -> list[FoundWords]:
    """The places that may hold the words in a row, those of the named speaker first."""
    found = _look(reader, asked, _holding(reader, asked, whole(asked), _PHRASED))
    if _verdict(found) is not CheckVerdict.VERBATIM:
        return found
    if asked.wanted.people and found[0].whose is not Whose.SAME:
        theirs = _holding(reader, asked, whole(asked), _PHRASED, asked.wanted.people)
        found = _ranked([*found, *_look(reader, asked, theirs)])
    return _gathered(found)


def _look(reader: QueryReader, asked: Sought, ids: Sequence[int]) -> list[FoundWords]:
    """The places of the words in these passages, best first."""
    rows = read_places(reader.lookups.db, ids) if ids else []
    articles = get_articles(reader.lookups.db, [row[0] for row in rows])
    beside = asked.units[-1].span.stop + _BESIDE
    likely: dict[tuple[ArticleId, Span], float] = {}
    for article_id, start, stop in rows:
        text = articles[article_id].text
        stretch = Span(max(0, start - beside), min(len(text), stop + beside))
        like = likeness(asked.words, rough(stretch.of(text)))
        is_apart = any(isinstance(unit, Joint) for unit in asked.units)
        key = article_id, Span(0, len(text)) if is_apart else _whole_words(text, stretch)
        likely[key] = max(like, likely.get(key, 0.0))
    best = sorted(likely, key=lambda key: -likely[key])
    exact = sum(likely[key] == 1.0 for key in best)
    chosen = best[: max(_ALIGNED, min(exact, _EXACT))]
    chosen = [key for key in chosen if likely[key] >= likely[best[0]] - _BEHIND]
    said = quotes_in_articles(reader.lookups.db, [article_id for article_id, _ in chosen], ANYONE)
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


def _whole_words(text: str, span: Span) -> Span:
    start, stop = span.start, span.stop
    while start and not text[start - 1].isspace():
        start -= 1
    while stop < len(text) and not text[stop].isspace():
        stop += 1
    return Span(start, stop)


def _found(asked: Sought, place: _Place) -> FoundWords | None:
    alignment = align(asked.units, place.tokens)
    first, stop = alignment.stored
    if first == stop:
        return None
    article = place.article
    setting = Setting(place.quotes, asked.unknown, article.language)
    differences = find_differences(alignment, asked.units, place.tokens, setting)
    share, count = matched_share(alignment, asked.units, place.tokens, asked.weights)
    if count >= _MANY:
        share = max(share, _PLAINLY * count / sum(isinstance(u, Token) for u in asked.units))
    marks = [d.stored for d in differences if d.stored is not None]
    held = [place.tokens[first].span, place.tokens[stop - 1].span, *marks]
    span = Span(min(s.start for s in held), max(s.stop for s in held))
    quote = quote_filling(span, place.quotes, _SPOKEN)
    window = found_window(article.text, span, quote, marks)
    score = 1.0 if not differences else share if count >= _FEWEST else min(share, _CHANCE)
    hit = Hit(article.id, window, score, choose_highlights(marks, window), quote)
    whose = _tell_whose(quote, asked.wanted, asked.names)
    return FoundWords(hit, span, whose, score, differences, article.published or "")


def _ranked(found: Sequence[FoundWords]) -> list[FoundWords]:
    """The places once each: same words first, then the named speaker, then the oldest article."""
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


def _gathered(found: Sequence[FoundWords]) -> list[FoundWords]:
    """Groups equal quotes by one speaker; the first article is shown, the others are listed."""
    kept: dict[str | int, FoundWords] = {}
    for number, one in enumerate(found):
        speaker = one.hit.quote.speaker if one.hit.quote else None
        key = number if speaker is None or one.differences else speaker
        first = kept.setdefault(key, one)
        if first is not one and first.hit.article_id != one.hit.article_id:
            also = tuple(dict.fromkeys((*first.hit.also, one.hit.article_id)))
            kept[key] = replace(first, hit=replace(first.hit, also=also))
    return list(kept.values())


def _verdict(found: Sequence[FoundWords]) -> CheckVerdict:
    if not found:
        return CheckVerdict.ABSENT
    if not found[0].differences:
        return CheckVerdict.VERBATIM
    is_joined = any(d.kind is DifferenceKind.JOINED for d in found[0].differences)
    enough = _JOINED if is_joined else _NEAR
    return CheckVerdict.NEAR if found[0].likeness >= enough else CheckVerdict.ABSENT


def _with_joined(
    reader: QueryReader, asked: Sought, found: Sequence[FoundWords]
) -> list[FoundWords]:
    """The best place, and the places where words that it lacks stand."""
    best, others = found[0], []
    for difference in best.differences:
        if difference.kind not in (DifferenceKind.ADDED, DifferenceKind.CHANGED):
            continue
        units = [unit for unit in asked.units if difference.asked.holds(unit.span)]
        other = _elsewhere(reader, asked, units, best)
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
    reader: QueryReader, asked: Sought, units: Sequence[Unit], best: FoundWords
) -> FoundWords | None:
    """The place of a stretch of the words: in the same article, else in any."""
    count = sum(isinstance(unit, Token) for unit in units)
    if count < _JOINED_WORDS or not _is_clause(asked, units):
        return None
    part = narrowed(reader, asked, units)
    article = get_articles(reader.lookups.db, [best.hit.article_id])[best.hit.article_id]
    said = quotes_in_articles(reader.lookups.db, [article.id], ANYONE)
    place = _Place(article, find_tokens(article.text), [one.quote for one in said])
    found = _found(part, place)
    if (found is None or found.likeness < _JOINED) and count >= _ELSEWHERE_WORDS:
        found = next(iter(_find(reader, part)), None)
    return found if found is not None and found.likeness >= _JOINED else None


def _is_clause(asked: Sought, units: Sequence[Unit]) -> bool:
    """Whether punctuation bounds a stretch of the words: people join clauses, not parts of one."""
    first, last = asked.units.index(units[0]), asked.units.index(units[-1])
    edges = [(first - 1, first), (last, last + 1)]
    return all(
        _CLAUSE_END.search(asked.text, asked.units[a].span.stop, asked.units[b].span.start)
        for a, b in edges
        if a >= 0 and b < len(asked.units)
    )


def _share(asked: Sought, units: Sequence[Unit]) -> float:
    """The share of these units in all the words, by weight."""

    def told(some: Sequence[Unit]) -> float:
        return sum(asked.weights.get(u.form, 1.0) for u in some if isinstance(u, Token))

    return told(units) / told(asked.units)


def _tell_whose(quote: Quote | None, wanted: Wanted, asked: Collection[str]) -> Whose:
    """Compares the speaker of `quote` with the one that the asker named.

    `asked` are the folded words of the name in the question, empty where nobody was named; `wanted`
    is what the archive takes them for.
    """
    if quote is None:
        return Whose.ARTICLE
    if quote.speaker is None:
        return Whose.UNNAMED
    if not asked:
        return Whose.NAMED
    said_by = {fold(word) for word in find_words(quote.speaker)}
    by_name = wanted.names or wanted.roles
    if by_name and all(_is_named(term, said_by) for term in by_name):
        return Whose.SAME
    if said_by <= set(asked):
        return Whose.SAME
    if quote.speaker[:1].islower() or find_words(quote.speaker)[:1] in (["The"], ["A"], ["An"]):
        return Whose.UNNAMED
    return Whose.OTHER


def _is_named(term: Term, words: Collection[str]) -> bool:
    """Whether one of the words is the typed name, in a form of the archive or another spelling."""
    typed = fold(term.typed)
    return any(word in term.forms or name_similarity(typed, word) >= _SPELT for word in words)
