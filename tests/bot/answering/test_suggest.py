"""What is suggested in place of an answer has an answer."""

from __future__ import annotations

from bot.answering.suggest import suggestions_for
from store.archive import Archive
from store.search.query import Query
from store.search.snapshot import Snapshot
from tests.builders import now


def test_people_are_suggested_whom_articles_quote_or_give_a_role(sample: Archive) -> None:
    everybody = sample.people("", 200)
    assert {bool(p.roles or p.quote_count) for p in everybody} == {True, False}
    for person in everybody:
        (same,) = sample.people(person.name, 1)
        told = now(sample, Snapshot.told_name, person.name)
        assert told == (same.name if same.roles or same.quote_count else None)


def test_nobody_is_told_of_who_is_not_there(sample: Archive) -> None:
    assert now(sample, Snapshot.told_name, "Qwertzuiop") is None


def test_at_most_three_messages_are_suggested(sample: Archive) -> None:
    names = " ".join(person.name for person in sample.people("", 8))
    suggested = now(sample, lambda seen: suggestions_for(seen, seen.search(Query(names), 9)))
    assert len(suggested) == len(set(suggested)) == 3
