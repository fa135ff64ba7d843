"""What belongs to a private collection, and that nobody else notices it."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from bot.answering.answer import Answer
from bot.answering.answerer import Answerer
from store.archive import Archive, open_store
from store.database.collections import PUBLIC, CollectionId, Collections
from store.errors import ArticleNotFoundError, CollectionError
from store.ingest.outcome import Outcome
from store.model import Draft
from tests.builders import draft_from, made_up, make_draft, reading_as
from tests.examples import examples
from tests.inspection import check_file, contents

NOBODY: frozenset[str] = frozenset()
BOARD = frozenset({"board"})
# Tables that hold nothing of an article, or are reached through one that is shadowed.
HARMLESS = {
    "_sqlite_migrations",
    "addresses",
    # Ids of words and articles, and numbers, of what is public.
    "backlog",
    "archive",
    "archive_facts",
    "collections",
    "feed_entries",
    "feeds",
    "near_words",
    "private_articles",
    "private_feeds",
    "private_passages",
    "private_words",
    "superseded",
    "sqlite_sequence",
}
SECRET = make_draft(
    "The zefirium mine will open in May, said Otto Quexel, the chief geologist.\n\n"
    "“Zefirium is worth nine times its weight,” said Otto Quexel.",
    headline="Zefirium found",
    url="https://paper.example/1",
    publisher="The Hushed Herald",
    published="2026-05-05",
)


@pytest.fixture
def board(archive: Archive) -> CollectionId:
    return Collections(archive.connections).open("board")


def put(archive: Archive, collection: CollectionId, *drafts: Draft) -> list[Outcome]:
    return [written.outcome for written in archive.add(drafts, collection=collection)]


def test_every_table_is_shadowed_or_holds_nothing_of_an_article(archive: Archive) -> None:
    archive.within(NOBODY).stats()
    Collections(archive.connections).open("board")
    with reading_as(archive, NOBODY) as db:
        shadows = {n for (n,) in db.execute("SELECT name FROM temp.sqlite_master")}
        tables = {
            n for (n,) in db.execute("SELECT name FROM main.sqlite_master WHERE type='table'")
        }
    inner = {name for name in tables if name.startswith(("passages_fts_", "near_words_"))}
    assert tables - inner - HARMLESS <= shadows


def test_what_is_private_is_read_by_those_it_was_granted_to(
    archive: Archive, board: CollectionId
) -> None:
    assert put(archive, board, SECRET) == [Outcome.ADDED]
    mine = Answerer(archive.within(BOARD))
    assert "zefirium" in _shown(mine.answer("when will the zefirium mine open?"))
    assert "Otto Quexel" in _shown(mine.answer("who is Otto Quexel?"))
    assert [quote.speaker for quote in mine.quotes("Quexel")] == ["Otto Quexel"]
    assert [entry.name for entry in mine.people()] == ["Otto Quexel"]
    assert [entry.name for entry in mine.publishers()] == ["The Hushed Herald"]
    assert mine.find("https://paper.example/1") is not None


def test_who_has_no_grant_finds_nothing_of_it(archive: Archive, board: CollectionId) -> None:
    put(archive, PUBLIC, draft_from(made_up(1)))
    put(archive, board, SECRET)
    Collections(archive.connections).open("another")
    for granted in (NOBODY, frozenset({"another", "no such collection"})):
        reader = Answerer(archive.within(granted))
        for question in ("zefirium mine", "zefirum mine", "Otto Quexel", "what did Quexel say"):
            answer = reader.answer(question, limit=9)
            assert "efirium" not in _shown(answer) + repr(answer.rejected)
            assert answer.corrections == ()
        assert reader.quotes("Quexel") == reader.people("Quexel") == ()
        assert [a.article.id for a in reader.latest()] == [1]
        assert reader.article(2) is None  # type: ignore[arg-type]
        assert "Herald" not in repr(reader.publishers()).replace("Hill Herald", "")


@examples(15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(private=st.sets(st.integers(0, 11), min_size=1, max_size=11), is_first=st.booleans())
def test_an_archive_reads_as_if_what_is_hidden_had_never_been_added(
    private: set[int], *, is_first: bool, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("hidden")
    public = [draft_from(made_up(n, paragraphs=2)) for n in range(12) if n not in private]
    hidden = [draft_from(made_up(n, paragraphs=2)) for n in private]
    with (
        closing(open_store(folder / "with.db")) as both,
        closing(open_store(folder / "without.db")) as alone,
    ):
        board = Collections(both.connections).open("board")
        steps = [(PUBLIC, public), (board, hidden)]
        for collection, drafts in reversed(steps) if is_first else steps:
            put(both, collection, *drafts)
        put(alone, PUBLIC, *public)
        assert _readings(both, NOBODY) == _readings(alone, NOBODY)
        both.reindex()
        assert _readings(both, NOBODY) == _readings(alone, NOBODY)


def _readings(archive: Archive, granted: frozenset[CollectionId]) -> list[object]:
    readable = archive.within(granted)
    reader = Answerer(readable)
    people = reader.people(limit=50)
    with reading_as(archive, granted) as db:
        vocabulary = sorted(db.execute("SELECT word, stem, passage_count FROM words"))
    return [
        vocabulary,
        sorted(
            (p.name, p.aliases, p.mention_count, p.article_count, p.quote_count) for p in people
        ),
        reader.publishers(),
        sorted(found.article.headline for found in reader.latest(50)),
        sorted(repr(found.excerpt and found.excerpt.text) for found in reader.quotes(limit=500)),
        sorted(a.headline for a in readable.all_articles()),
    ]


def test_the_same_address_may_stand_in_several_collections(
    archive: Archive, board: CollectionId
) -> None:
    told = make_draft("Something else.", url="https://paper.example/1", headline="Told otherwise")
    assert put(archive, PUBLIC, told) == [Outcome.ADDED]
    assert put(archive, board, SECRET) == [Outcome.ADDED]
    assert put(archive, board, SECRET) == [Outcome.UNCHANGED]
    assert archive.within(NOBODY).get("https://paper.example/1").headline == "Told otherwise"
    with pytest.raises(ArticleNotFoundError):
        archive.within(NOBODY).get("2")
    assert [a.headline for a in archive.all_articles(board)] == ["Zefirium found"]


def test_other_addresses_of_a_story_are_a_collections_own(
    archive: Archive, board: CollectionId
) -> None:
    whole = SECRET.url or ""
    shared = replace(SECRET, url="https://paper.example/amp/1", canonical_url=whole)
    assert put(archive, PUBLIC, shared) == [Outcome.ADDED]
    assert put(archive, board, SECRET, shared) == [Outcome.ADDED, Outcome.UNCHANGED]
    archive.remove("1")
    nobody, mine = archive.within(NOBODY), archive.within(BOARD)
    for url in (whole, shared.url or "", f"{whole}?utm_source=x"):
        assert mine.get(url).url == whole
        with pytest.raises(ArticleNotFoundError):
            nobody.get(url)


def test_removing_what_is_private_leaves_no_trace(tmp_path: Path) -> None:
    held = []
    for drafts in ([], [SECRET, draft_from(made_up(3))]):
        with closing(open_store(tmp_path / f"{len(held)}.db")) as archive:
            put(archive, PUBLIC, draft_from(made_up(1)))
            board = Collections(archive.connections).open("board")
            for written in list(archive.add(drafts, collection=board)):
                archive.remove(str(written.id))
            with archive.connections.reading() as db:
                held.append(contents(db))
    assert held[0] == held[1]


def test_what_is_rebuilt_is_what_was_there(archive: Archive, board: CollectionId) -> None:
    put(archive, PUBLIC, *(draft_from(made_up(n)) for n in range(3)))
    put(archive, board, SECRET, *(draft_from(made_up(n)) for n in range(2, 5)))
    with archive.connections.reading() as db:
        before = contents(db)
    archive.reindex()
    check_file(archive.connections.here)
    with archive.connections.reading() as db:
        assert contents(db) == before


def test_a_person_of_several_collections_is_one_entry_to_who_reads_them(
    archive: Archive, board: CollectionId
) -> None:
    put(archive, PUBLIC, make_draft("Ida Brandt, the mayor, opened the bridge."))
    put(archive, board, make_draft("Ida Brandt, the mayor, kept silent. Ida Brandt went home."))
    (whole,) = Answerer(archive.within(BOARD)).people("Brandt")
    (part,) = Answerer(archive.within(NOBODY)).people("Brandt")
    assert (whole.mention_count, whole.article_count) == (3, 2)
    assert (part.mention_count, part.article_count) == (1, 1)


def test_a_collection_is_found_by_its_name_in_any_case(
    archive: Archive, board: CollectionId
) -> None:
    collections = Collections(archive.connections)
    put(archive, board, SECRET)
    press = collections.open("press")
    assert collections.open("Board") == board
    assert collections.find("PUBLIC") == PUBLIC
    assert collections.named(["BOARD", "none", "press"]) == {board, press}
    assert [(one.name, one.article_count) for one in collections.all()] == [
        ("board", 1),
        ("press", 0),
    ]
    assert len(list(archive.within(frozenset({"BOARD"})).all_articles())) == 1


@pytest.mark.parametrize("name", ["", "two words", "-x", "_x", "x" * 41, "a/b", "a\n"])
def test_a_collection_needs_a_name_that_can_be_typed(archive: Archive, name: str) -> None:
    with pytest.raises(CollectionError):
        Collections(archive.connections).open(name)
    with pytest.raises(CollectionError):
        Collections(archive.connections).find(name)


def _shown(answer: Answer) -> str:
    return " ".join(found.excerpt.text for found in answer.findings if found.excerpt)
