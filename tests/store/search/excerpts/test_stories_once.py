"""An answer shows a story once and names who else carries it."""

from __future__ import annotations

import pytest

from store.archive import Archive
from store.model import Draft
from store.search.passages.hit import Found
from store.search.query import Query
from store.search.snapshot import Snapshot
from tests.builders import add, made_up, make_draft, now

STORY = (
    "The north quay will close for two years, the harbour board decided on Tuesday.\n\n"
    "Divers found that one pile in three had rotted through since the storm of 1987.\n\n"
    "“The work cannot wait for another winter,” said Ida Brandt, the chair of the board.\n\n"
    "Forty-one boats berth at the quay; most will move to the basin behind the cannery.\n\n"
    "Repairs will cost 7.2 million pounds, of which the county has promised a third."
)


def outlet(name: str, day: str, text: str = STORY, headline: str = "Quay to close") -> Draft:
    url = f"https://{name.lower()}.example/quay"
    return make_draft(text, url=url, headline=headline, publisher=name, published=day)


@pytest.fixture
def carried(archive: Archive) -> Archive:
    """One story in three outlets, and others around it."""
    trimmed = STORY.replace("Divers found that", "Underwater inspections showed that")
    add(
        archive,
        outlet("Herald", "2026-02-05", STORY.partition("\n\n")[2], "Boats must move"),
        *(make_draft(**made_up(number)) for number in range(20)),
        outlet("Post", "2026-02-03"),
        outlet("Crier", "2026-02-04", trimmed, "Rotten piles close quay"),
    )
    return archive


def publishers(archive: Archive, found: Found) -> list[tuple[str | None, list[str | None]]]:
    """Who is shown, and who else is named, hit by hit."""
    articles = {article.id: article.publisher for article in archive.all_articles()}
    return [(articles[hit.article_id], [articles[i] for i in hit.also]) for hit in found.hits]


def test_the_same_excerpt_comes_from_who_published_it_first(carried: Archive) -> None:
    found = now(carried, Snapshot.search, Query("how many boats berth at the quay?"), 3)
    assert publishers(carried, found)[0] == ("Post", ["Crier", "Herald"])
    article = carried.article(found.hits[0].article_id)
    assert article is not None
    assert found.hits[0].span is not None
    assert "Forty-one boats" in found.hits[0].span.of(article.text)


def test_no_other_article_of_a_story_is_shown_beside_it(carried: Archive) -> None:
    for question in ("quay boats cannery", "piles rotted divers", "harbour board winter quay"):
        shown = [
            name
            for name, _ in publishers(carried, now(carried, Snapshot.search, Query(question), 9))
        ]
        assert len({"Post", "Crier", "Herald"} & set(shown)) == 1


def test_what_only_one_outlet_says_is_shown_from_there(carried: Archive) -> None:
    found = now(carried, Snapshot.search, Query("what did underwater inspections show?"), 3)
    assert publishers(carried, found)[0] == ("Crier", ["Post", "Herald"])


def test_a_quote_that_three_outlets_carry_is_one(carried: Archive) -> None:
    (hit,) = now(carried, Snapshot.search_quotes, Query("Brandt", speaker="Brandt"), 9).hits[:1]
    assert len(hit.also) == 2
    said = now(carried, Snapshot.search_quotes, Query("Brandt winter", speaker="Brandt"), 9)
    shown = [carried.article(h.article_id) for h in said.hits]
    assert sum("quay" in a.text for a in shown if a) == 1


def test_a_person_a_link_and_the_latest_show_a_story_once(carried: Archive) -> None:
    person = now(carried, Snapshot.search_person, Query("Ida Brandt"), 9)
    assert person is not None
    for found in (
        person,
        now(carried, Snapshot.search_stories, Query("quay to close"), 9),
        now(carried, Snapshot.search_stories, Query("quay to close"), 9, newest_first=True),
        now(carried, Snapshot.search_stories, Query(""), 30, newest_first=True),
    ):
        names = publishers(carried, found)
        of_the_story = [(one, also) for one, also in names if one in ("Post", "Crier", "Herald")]
        assert len(of_the_story) == 1
        assert len(of_the_story[0][1]) == 2


def test_there_are_as_many_answers_as_there_would_be_without_copies(carried: Archive) -> None:
    add(carried, make_draft("The quay was built in 1911.", headline="Old quay", publisher="Sun"))
    found = now(carried, Snapshot.search, Query("quay"), 2)
    assert len(found.hits) == 2


def test_a_paragraph_that_two_stories_share_is_shown_once(archive: Archive) -> None:
    agency = (
        "The Saltmere ferry carried 212,000 passengers last year, the agency reported, which is "
        "four thousand more than in the year before and the most since the line was founded."
    )
    for number, where in enumerate(("Hill Herald", "Quay Post")):
        own = made_up(90 + number, paragraphs=6)["text"].split("\n\n")
        text = "\n\n".join([*own[:3], agency.replace("which is", "that is" * number or "which is")])
        add(archive, make_draft("\n\n".join([text, *own[3:]]), publisher=where, headline=where))
    assert archive.stories() == ()
    found = now(
        archive,
        Snapshot.search,
        Query("how many passengers did the Saltmere ferry carry?"),
        3,
    )
    articles = archive.articles(hit.article_id for hit in found.hits)
    shown = [h.span.of(articles[h.article_id].text) for h in found.hits if h.span]
    assert sum("212,000" in text for text in shown) == 1
