"""Of who is not quoted, sentences tell the view; nobody else's words are taken for it."""

from __future__ import annotations

import pytest

from store.archive import Archive
from store.search.query import Query
from store.search.snapshot import Snapshot
from tests.builders import add, make_draft, now

TEXT = (
    "The chamber of trade wants the toll to end before the summer. Residents near the school fear "
    "that the toll will push lorries into town.\n\n"
    "“The toll pays for the bridge,” said Mayor Ida Osei.\n\n"
    "The bus company is against the toll. The union said on Friday that the toll was unfair. "
    "The union wants a toll for cars alone."
)


def reported(archive: Archive, speaker: str, topic: str) -> list[str]:
    query = Query(f"{speaker} {topic}", speaker=speaker)
    hits = now(archive, Snapshot.search_reported, query).hits
    articles = archive.articles([hit.article_id for hit in hits])
    return [hit.span.of(articles[hit.article_id].text) for hit in hits if hit.span is not None]


@pytest.mark.parametrize(
    ("speaker", "topic", "begins"),
    [
        ("the chamber of trade", "the toll", "The chamber of trade wants"),
        ("residents", "the toll", "Residents near the school fear"),
        ("the bus company", "the toll", "The bus company is against"),
        ("the union", "the toll", "The union said"),
    ],
)
def test_a_view_is_told_by_the_sentence_that_opens_with_its_holder(
    archive: Archive, speaker: str, topic: str, begins: str
) -> None:
    add(archive, make_draft(TEXT, url="https://paper.example/toll"))
    assert reported(archive, speaker, topic)[0].startswith(begins)


@pytest.mark.parametrize(
    ("speaker", "topic"),
    [
        ("the school", "the toll"),
        ("the chamber of trade", "the bridge"),
        ("lorries", "the toll"),
        ("the bridge", "the toll"),
    ],
)
def test_nobody_is_given_the_views_of_another(archive: Archive, speaker: str, topic: str) -> None:
    add(archive, make_draft(TEXT, url="https://paper.example/toll"))
    assert reported(archive, speaker, topic) == []
