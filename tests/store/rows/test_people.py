"""People of an archive: who is one person over many articles, and what a card of theirs shows."""

from __future__ import annotations

from contextlib import closing
from itertools import permutations
from pathlib import Path

from store.archive import Archive, open_store
from store.database.collections import Collections
from store.model import Draft
from store.rows.names import people_by_words
from store.rows.portraits import KnownPerson
from tests.builders import add, make_draft

COUNSEL = (
    ("1", "Special counsel Robert S. Brandvold III spoke. “It is done,” Brandvold said."),
    ("2", "Bob Brandvold, the special counsel, met the mayor of Quay, Ida Osei."),
    ("3", "Robert Brandvold left the office. Ida Osei, mayor of Quay, stayed."),
)


def draft(number: str, text: str) -> Draft:
    """An article of its own day."""
    return make_draft(
        text, url=f"https://paper.example/{number}", published=f"2024-03-0{number}T08:00:00Z"
    )


def only(archive: Archive, name: str) -> KnownPerson:
    """The one person of that name."""
    (person,) = archive.people(name)
    return person


def test_names_of_one_person_are_one_entry_whatever_the_order_they_came_in(
    tmp_path: Path,
) -> None:
    for place, order in enumerate(permutations(COUNSEL)):
        with closing(open_store(tmp_path / f"{place}.db")) as archive:
            add(archive, *(draft(number, text) for number, text in order))
            person = only(archive, "Brandvold")
            assert {person.name, *person.aliases} >= {
                "Robert S. Brandvold III",
                "Robert Brandvold",
                "Bob Brandvold",
            }
            assert (person.article_count, person.quote_count) == (3, 1)


def test_what_joined_them_is_forgotten_with_its_article(archive: Archive) -> None:
    add(
        archive,
        draft("1", "Ohio Sen. Jim Lee spoke."),
        draft("2", "James Lee, a senator from Ohio, spoke."),
        draft("3", "James Lee slept."),
    )
    assert only(archive, "Lee").article_count == 3
    archive.remove("https://paper.example/2")
    assert sorted(person.name for person in archive.people("Lee")) == ["James Lee", "Jim Lee"]


def test_two_people_of_one_name_stay_two(archive: Archive) -> None:
    add(
        archive,
        draft("1", "Linebacker Ida Osei ran."),
        draft("2", "The mayor, Ida Osei, spoke."),
        draft("3", "Ida Osei, the mayor, slept."),
    )
    assert sorted(person.article_count for person in archive.people("Ida Osei")) == [1, 2]


def test_a_card_holds_nothing_but_what_stands_in_articles(archive: Archive) -> None:
    add(archive, *(draft(number, text) for number, text in COUNSEL))
    person = only(archive, "Brandvold")
    roles = [(article.published, span.of(article.text)) for article, span in person.roles]
    assert roles == [
        ("2024-03-02T08:00:00Z", "the special counsel"),
        ("2024-03-01T08:00:00Z", "Special counsel"),
    ]
    assert person.latest is not None
    text = person.latest.article.text
    assert person.latest.article.published == "2024-03-03T08:00:00Z"
    assert person.latest.mention.of(text) == "Robert Brandvold"
    assert person.latest.sentence.of(text) == "Robert Brandvold left the office."
    (said,) = person.said
    assert said.quote.span.of(said.article.text) == "It is done,"
    (company,) = person.company
    assert (company.name, company.article_count) == ("Ida Osei", 2)
    assert company.mention.of(company.article.text) == "Ida Osei"


def test_an_organisation_beside_somebody_is_a_span_of_a_role(archive: Archive) -> None:
    add(
        archive, draft("1", "Tom Alder, a spokesman for the Wend Harbour Company, and Dr. Ida Osei")
    )
    person = only(archive, "Tom Alder")
    assert [span.of(article.text) for article, span in person.organisations] == [
        "Wend Harbour Company"
    ]


def test_a_sovereign_is_found_by_the_one_name(archive: Archive) -> None:
    add(
        archive,
        draft("1", "Prince Harold waved. Harold smiled."),
        draft("2", "Prince Harold fell."),
    )
    person = only(archive, "Harold")
    assert (person.name, person.article_count) == ("Prince Harold", 2)


def test_of_a_name_that_very_many_bear_the_most_mentioned_come_first(archive: Archive) -> None:
    surnames = [
        f"{a}{b}" for a in "Bar Kel Mon Tor Ven Lud".split() for b in "nes low dale ry".split()
    ]
    drafts = [
        make_draft(
            "\n\n".join(
                f"{given} {surname} walked home."
                for _ in range(1 + n % 7)
                for given in ("Peter", "Maria")
            ),
            url=f"https://paper.example/{n}",
        )
        for n, surname in enumerate(surnames)
    ]
    add(archive, *drafts)
    with archive.connections.reading() as db:
        every = db.execute(
            "SELECT entry, name FROM people ORDER BY mention_count DESC, id"
        ).fetchall()
        peters = [entry for entry, name in every if name.startswith("Peter ")]
        assert len(peters) > 20
        # One is looked for among all people, sixty among all Peters.
        assert people_by_words(db, [["peter"]], 1) == peters[:1]
        assert people_by_words(db, [["peter"]], 60) == peters
        assert people_by_words(db, [["peter", "maria"]], 2) == [entry for entry, _ in every[:2]]
        assert people_by_words(db, [["peter"], ["barnes"]], 9) == [
            entry for entry, name in every if name == "Peter Barnes"
        ]
        assert people_by_words(db, [["nobody"]], 1) == []
    # Who may not read everything finds them all the same.
    Collections(archive.connections).open("Newsroom")
    assert archive.within(frozenset()).people("Peter", 3) == archive.people("Peter", 3)
