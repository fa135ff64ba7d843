"""Of somebody whom very many articles name, a quote on the topic is found, however old it is."""

from __future__ import annotations

from store.archive import Archive
from store.search.query import Filters, Query
from store.search.snapshot import Snapshot
from tests.builders import add, make_draft, now

ASKED = Query("Ida Osei harbour wall", speaker="Ida Osei")
FILLER = "Nobody at the meeting could tell how long the works would take or what they cost. " * 6


def an_archive_full_of(archive: Archive, *more: str) -> None:
    """Articles about her and the wall that quote others, and quotes of hers about the rain."""
    about_her = [
        f"Ida Osei and the harbour wall: Ida Osei, harbour wall, row {number}. "
        f"“We wait for row {number},” said Tom Alder."
        for number in range(100)
    ]
    of_hers = [f"“It rained on day {number},” said Ida Osei." for number in range(70)]
    add(
        archive,
        *(
            make_draft(text, url=f"https://paper.example/{number}", published="2024-05-01")
            for number, text in enumerate([*about_her, *of_hers])
        ),
        *(
            make_draft(text, url=f"https://paper.example/old/{number}", published="2001-05-01")
            for number, text in enumerate(more)
        ),
    )


def told(archive: Archive, query: Query) -> list[str]:
    hits = now(archive, Snapshot.search_quotes, query).hits
    articles = archive.articles([hit.article_id for hit in hits])
    return [hit.quote.span.of(articles[hit.article_id].text) for hit in hits if hit.quote]


def test_an_old_quote_is_found_among_all_of_the_speakers(archive: Archive) -> None:
    said = f"{FILLER}“The harbour wall stays where it is,” said Ida Osei. {FILLER}"
    an_archive_full_of(archive, said)
    assert told(archive, ASKED) == ["The harbour wall stays where it is,"]


def test_what_stands_only_beside_her_words_is_not_taken_for_their_topic(archive: Archive) -> None:
    beside = f"{FILLER}The harbour wall fell. “I like my tea hot,” said Ida Osei. {FILLER}"
    an_archive_full_of(archive, beside)
    assert told(archive, ASKED) == []


def test_a_filter_holds_for_what_is_found_there(archive: Archive) -> None:
    said = f"{FILLER}“The harbour wall stays where it is,” said Ida Osei. {FILLER}"
    an_archive_full_of(archive, said)
    later = Query(ASKED.text, speaker=ASKED.speaker, filters=Filters(since="2002-01-01"))
    earlier = Query(ASKED.text, speaker=ASKED.speaker, filters=Filters(until="2002-01-01"))
    assert told(archive, later) == []
    assert told(archive, earlier) == ["The harbour wall stays where it is,"]


def test_of_an_article_that_names_the_day_elsewhere_nothing_is_said_on_it(archive: Archive) -> None:
    named = f"The harbour wall fell on 7 March 2001. {FILLER * 3}"
    said = f"{FILLER * 3}“The harbour wall stays where it is,” said Ida Osei. {FILLER}"
    an_archive_full_of(archive, f"{named}\n\n{said}")
    day = Filters(since="2001-03-07", until="2001-03-08", or_told=True)
    asked = Query(ASKED.text, speaker=ASKED.speaker, filters=day)
    assert told(archive, asked) == []


def test_words_recalled_find_their_quote_though_nobody_is_said_to_say_them(
    archive: Archive,
) -> None:
    text = (
        "The mill was pulled down on Monday.\n\n“I met my husband behind that wheel.” "
        "A woman wept.\n\n"
        "“The mill had to go,” said Mayor Ida Osei. Baker Tom Alder said: “It fell like a cake.”"
    )
    add(archive, make_draft(text, url="https://paper.example/mill"))
    assert told(archive, Query("i met my husband behind that wheel"))[0].startswith("I met")
    assert told(archive, Query("the mill had to go"))[0].startswith("The mill had")
