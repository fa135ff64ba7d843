"""Plans what the full-text index is asked, at a bounded cost. Pure.

FTS5 pays for each row that it looks at: about 40 ns for a passage in the list of a word, as much
again where BM25 counts the list, and 1 µs for a passage that is scored. So the plan limits both, by
how common the words are:

- If all lists together are short, all words are asked, and each passage with a rare word is scored.
  In an archive of some ten thousand articles this is nearly every question.
- Otherwise rare words lead, with runs of commoner words that are rare together. The commonest words
  are left to the texts: `candidates` then scores more passages than are wanted.
- If all words are common, passages with several of them are taken unscored, the last that came in
  first: that list is read only as far as it is wanted.

Rare words first is the idea of WAND (Broder et al., "Efficient query evaluation using a two-level
retrieval process", CIKM 2003), on what an index offers that can only be asked in words.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise

from store.search.words.terms import Term

# Of the limits on entries of words' lists each grows by one for so many passages in the archive.
_GROWTH = 32
# Factor on the limit of rows if a filter leaves few of them to be scored.
_MORE = 10
# Factor on the limit of entries then.
_MORE_ENTRIES = 3
# Two words meet in a passage this many times as often as if they were independent.
_TOGETHER = 4.0
# Share of the rarer word's passages that hold both, if the two are parts of one name.
_OF_ONE = 0.7
# The rarest words, among which those that meet are looked for.
_MEETING = 6
# Words that meet, at most.
_MOST = 4
# Common words that all meet this often are found without reading far.
_ENOUGH = 500


@dataclass(frozen=True, slots=True)
class RetrievalLimits:
    """Limits of the work that one question makes for the index."""

    # Entries of all words' lists up to which every word is asked.
    all_entries: int = 120_000
    # Entries that are read where not every word is asked; a list that leads counts twice.
    entries: int = 60_000
    # Passages that the leading words may bring in together.
    leading_rows: int = 2_000
    # The same where every word is asked: such lists are short.
    leading_rows_of_all: int = 3_000
    # Passages that leading words and words that meet may bring in together.
    rows: int = 3_000
    # Scored passages that a filter is tested on, if it leaves too many articles to list them.
    best: int = 4_000
    # Unscored passages that such a filter is tested on.
    newest: int = 5_000
    # Articles up to which a filter's passages are listed; None: as many as pay in the archive.
    listed: int | None = None
    # Passages of the archive for each one that is scored by its text beyond those wanted.
    passages_a_spare: int = 8_000


LIMITS = RetrievalLimits()


@dataclass(frozen=True, slots=True)
class RetrievalPlan:
    """Expressions for FTS5: the first, then the others while too few passages are found.

    If passages are not scored, the last that came in come first.
    """

    expressions: tuple[str, ...]
    is_scored: bool


def plan_retrieval(
    terms: Sequence[Term],
    passages: int,
    *,
    few_scored: bool = False,
    limits: RetrievalLimits = LIMITS,
) -> RetrievalPlan | None:
    """The plan for the terms in an archive of so many passages; None if it has none of them.

    `few_scored`: a filter leaves so few passages that many more may be found.
    """
    known = sorted((t for t in terms if t.is_known), key=lambda t: t.passage_count)
    if not known:
        return None
    if asks_all(known, passages, limits):
        leading = list(_within(known, limits.leading_rows_of_all))
        return RetrievalPlan((_all_of(known, leading, known[len(leading) :]),), is_scored=True)
    leading = list(_within(known, limits.leading_rows))
    following = known[len(leading) :]
    left = limits.entries + passages // _GROWTH
    left -= 2 * sum(t.passage_count for t in leading)
    asked = list(_within(following, left // 2)) if leading else []
    left -= sum(t.passage_count for t in asked)
    parts = [_led(leading, asked)] if leading else []
    rows = limits.rows * (_MORE if few_scored else 1) - sum(t.passage_count for t in leading)
    left *= _MORE_ENTRIES if few_scored else 1
    parts += _meetings(following[:_MEETING], _Company(terms, passages), left, rows)
    if parts:
        return RetrievalPlan((" OR ".join(parts),), is_scored=True)
    common = [_common(known, _Company(terms, passages)), known[:2], known[:1]]
    wanted = dict.fromkeys(" AND ".join(map(_either, terms)) for terms in common)
    return RetrievalPlan(tuple(wanted), is_scored=False)


def asks_all(terms: Iterable[Term], passages: int, limits: RetrievalLimits = LIMITS) -> bool:
    """Whether the plan asks for every word, so that what FTS5 scores is scored by all of them."""
    known = (t.passage_count for t in terms if t.is_known)
    return sum(known) <= limits.all_entries + passages // _GROWTH


def _within(terms: Sequence[Term], entries: int) -> Iterator[Term]:
    """The first terms whose lists have together so many entries."""
    for term in terms:
        entries -= term.passage_count
        if entries < 0:
            return
        yield term


def _all_of(known: Sequence[Term], leading: Sequence[Term], following: Sequence[Term]) -> str:
    """Every word is asked; without rare ones at least two must meet."""
    if leading:
        return _led(leading, following)
    first, *others = known
    if not others:
        return _either(first)
    lead = f"({_either(first)} AND ({_any(others[:3])}))"
    return f"{lead} AND ({lead} OR {_any(others)})"


def _led(leading: Sequence[Term], following: Sequence[Term]) -> str:
    """Passages that hold a leading word, scored by the following ones too."""
    lead = _any(leading)
    return f"(({lead}) AND ({lead} OR {_any(following)}))" if following else f"({lead})"


class _Company:
    """Estimates in how many passages terms of one question meet."""

    def __init__(self, terms: Sequence[Term], passages: int) -> None:
        self._passages = max(passages, 1)
        self._names = {
            frozenset((id(one), id(other)))
            for one, other in pairwise(terms)
            if _may_be_of_a_name(one) and _may_be_of_a_name(other)
        }

    def expected(self, meeting: Sequence[Term]) -> float:
        """How many passages may hold all of them, rarest first."""
        expected = float(meeting[0].passage_count)
        for number, term in enumerate(meeting[1:], 1):
            if any(frozenset((id(term), id(other))) in self._names for other in meeting[:number]):
                expected *= _OF_ONE
            else:
                expected *= min(1.0, _TOGETHER * term.passage_count / self._passages)
        return expected


def _may_be_of_a_name(term: Term) -> bool:
    return term.is_speaker or term.typed[:1].isupper()


def _meetings(terms: Sequence[Term], company: _Company, entries: int, rows: float) -> list[str]:
    """Words of which several must meet: in so many `rows` at most, for so many entries read."""
    chosen: list[tuple[Term, ...]] = []
    partners: dict[tuple[int, ...], list[Term]] = {}
    heads: dict[tuple[int, ...], tuple[Term, ...]] = {}
    for size in range(2, _MOST + 1):
        ranked = sorted(
            (company.expected(meeting), number, meeting)
            for number, meeting in enumerate(combinations(terms, size))
        )
        for expected, _, meeting in ranked:
            if expected > rows:
                break
            if any(all(one in meeting for one in smaller) for smaller in chosen):
                continue
            *head, last = meeting
            key = tuple(map(id, head))
            cost = last.passage_count
            cost += 0 if key in heads else sum(t.passage_count for t in head)
            if cost <= entries:
                entries -= cost
                rows -= expected
                chosen.append(meeting)
                heads[key] = tuple(head)
                partners.setdefault(key, []).append(last)
    return [
        f"({' AND '.join(map(_either, heads[key]))} AND ({_any(last)}))"
        for key, last in partners.items()
    ]


def _common(known: Sequence[Term], company: _Company) -> list[Term]:
    """The rarest of common words, as many as still meet often enough to be found soon."""
    for size in range(2, _MOST + 1):
        if company.expected(known[:size]) < _ENOUGH:
            return list(known[: size - 1])
    return list(known[:_MOST])


def _any(terms: Sequence[Term]) -> str:
    return " OR ".join(map(_either, terms))


def _either(term: Term) -> str:
    found = [quoted(stem) for stem in term.stems]
    return found[0] if len(found) == 1 else f"({' OR '.join(found)})"


def quoted(words: str) -> str:
    """Words as a phrase of FTS5's."""
    return '"' + words.replace('"', '""') + '"'
