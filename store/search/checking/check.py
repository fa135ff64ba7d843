"""Did anybody say that? Pasted words → where they stand, whose they are, and what differs.

The words themselves find the places: as a phrase of the full-text index first; failing that, the
passages that hold their rarest words or their most telling runs. Only these are read and
aligned, so that the time does not grow with the archive.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from store.model import Article, ArticleId, Quote, Span
from store.rows.articles import get_articles
from store.search.checking.alignment import align, likeness
from store.search.checking.checked import Checked, Difference, DifferenceKind, Found, Verdict, Whose
from store.search.checking.differences import Setting, find_differences, matched_share
from store.search.checking.pasted import Joint, Unit, find_units
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
from store.search.checking.tokens import Token, find_tokens
from store.search.checking.whose import quote_at, tell_whose
from store.search.excerpts.excerpt import choose_highlights, found_window
from store.search.passages.hit import Hit
from store.search.passages.retrieve import (
    Together,
    passages_with_phrases,
    read_places,
    retrieve_passages,
)
from store.search.passages.speakers import quotes_in_articles
from store.search.query import Filters
from store.search.reading import ANYONE, QueryReader

# Longer pasted texts are read as far as this, in words.
_LONGEST = 250
# Passages looked at: of those that hold the phrase, of those that hold rare words, rare runs.
_PHRASED, _RARE, _RUNS, _A_RUN = 60, 24, 24, 8
_TERMS = 12
# Of these the best by a quick look are aligned word by word; of those that hold all, more.
_ALIGNED, _EXACT, _BEHIND = 4, 24, 0.15
# Code points around a passage that are looked at with it, beside the length of the words.
_BESIDE = 200
# Where the asker's words stand in this share, by what they tell, they are near.
_NEAR = 0.66
_FEWEST, _CHANCE = 3, 0.4
# Of common words in a row their number tells more than what each of them does.
_MANY, _PLAINLY = 5, 0.8
# A stretch of at least so many words that stands elsewhere was joined to the rest, where this much
# of it does stand there; in another article it must be longer.
_JOINED_WORDS, _ELSEWHERE_WORDS, _JOINED = 4, 6, 0.85
_CLAUSE_END = re.compile(r"[^\w\s'’‘\"“”()\[\]]")


@dataclass(frozen=True, slots=True)
class _Place:
    """A stretch of an article in which the words may stand."""

    article: Article
    tokens: Sequence[Token]
    quotes: Sequence[Quote]


def check_words(reader: QueryReader, words: str, speaker: str = "", limit: int = 3) -> Checked:
    """Hold `words` against the archive: do they stand there, and are they `speaker`'s?

    Never fails: words without a letter or digit are absent.
    """
    units = find_units(words)[:_LONGEST]
    if not any(isinstance(unit, Token) for unit in units):
        return Checked(words, speaker or None, Verdict.ABSENT)
    if any(isinstance(unit, Joint) for unit in units):
        # An article may have the very same dots and brackets.
        as_written = read_sought(reader, words, find_tokens(words)[:_LONGEST], speaker)
        found = _find_phrase(reader, as_written)
        if _verdict(found) is Verdict.VERBATIM:
            return Checked(words, speaker or None, Verdict.VERBATIM, tuple(found[:limit]))
    asked = read_sought(reader, words, units, speaker)
    found = _find(reader, asked)
    verdict = _verdict(found)
    if found and verdict is not Verdict.VERBATIM:
        found = _with_joined(reader, asked, found)
        verdict = _verdict(found)
    if verdict is Verdict.NEAR:
        found = [one for one in found if one.likeness >= _NEAR]
    return Checked(words, speaker or None, verdict, tuple(found[:limit]))


def _find(reader: QueryReader, asked: Sought) -> list[Found]:
    """The places of the words, best first: where they stand as they are, else the nearest."""
    found = _find_phrase(reader, asked)
    if _verdict(found) is Verdict.VERBATIM:
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
    """Passages that hold any of the phrases, and perhaps some that nearly do, as in the index."""
    db = reader.lookups.db
    found = passages_with_phrases(db, [gist(asked, one) for one in wanted], limit, people)
    return found if len(found) < limit else passages_with_phrases(db, wanted, limit, people)


def _find_phrase(reader: QueryReader, asked: Sought) -> list[Found]:
    """Where the words may stand in a row, the speaker's own first of those where they do."""
    found = _look(reader, asked, _holding(reader, asked, whole(asked), _PHRASED))
    if _verdict(found) is not Verdict.VERBATIM:
        return found
    if asked.wanted.people and found[0].whose is not Whose.SAME:
        theirs = _holding(reader, asked, whole(asked), _PHRASED, asked.wanted.people)
        found = _ranked([*found, *_look(reader, asked, theirs)])
    return _gathered(found)


def _look(reader: QueryReader, asked: Sought, ids: Sequence[int]) -> list[Found]:
    """What stands in these passages, best first."""
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


def _found(asked: Sought, place: _Place) -> Found | None:
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
    quote = quote_at(span, place.quotes)
    window = found_window(article.text, span, quote, marks)
    # A word or two in a row stand anywhere.
    score = 1.0 if not differences else share if count >= _FEWEST else min(share, _CHANCE)
    hit = Hit(article.id, window, score, choose_highlights(marks, window), quote)
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


def _with_joined(reader: QueryReader, asked: Sought, found: Sequence[Found]) -> list[Found]:
    """The best place, and the places of what it lacks of the words, if they stand elsewhere."""
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
    reader: QueryReader, asked: Sought, units: Sequence[Unit], best: Found
) -> Found | None:
    """Where a stretch of the words stands: in the same article, else in any."""
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
    """Whether a stretch of the words stands by itself: people join sentences, not halves of one."""
    first, last = asked.units.index(units[0]), asked.units.index(units[-1])
    edges = [(first - 1, first), (last, last + 1)]
    return all(
        _CLAUSE_END.search(asked.text, asked.units[a].span.stop, asked.units[b].span.start)
        for a, b in edges
        if a >= 0 and b < len(asked.units)
    )


def _share(asked: Sought, units: Sequence[Unit]) -> float:
    """How much of all the words these are, by what they tell."""

    def told(some: Sequence[Unit]) -> float:
        return sum(asked.weights.get(u.form, 1.0) for u in some if isinstance(u, Token))

    return told(units) / told(asked.units)
