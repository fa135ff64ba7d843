"""Articles for tests, with a default for everything."""

from __future__ import annotations

import random
import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from datetime import date
from pathlib import Path
from typing import Concatenate, ParamSpec, TypeVar

from bot.answering.answerer import Answerer
from bot.cli.talking import sample_files
from store.archive import Archive, open_store
from store.chats.chats import Chats, open_chats
from store.database.collections import restrict, shadow
from store.database.connection import Connections
from store.ingest.readers.walking import read_sources
from store.ingest.story.drafting import draft_of
from store.ingest.writing.write import Written
from store.model import Article, Draft
from store.search.snapshot import Snapshot

_Asked = ParamSpec("_Asked")
_Told = TypeVar("_Told")

WORDS = (
    "harbour lantern committee orchard bridge winter teacher market river budget lighthouse baker "
    "railway museum garden council weather library kitchen mountain festival engineer island "
    "hospital painter valley machine captain window letter"
).split()
NAMES = ("Ida Brandt", "Tom Alder", "Petra Voss", "Hugo Lind", "Maya Osei", "Jonas Reed Jr.")


def make_draft(
    text: str = "The old mill burned down.", *, source: str = "", **fields: str
) -> Draft:
    """A draft as a reader would make it."""
    return draft_of(fields, text, source=source or fields.get("url", "somewhere"))


def made_up(number: int, *, paragraphs: int = 4) -> dict[str, str]:
    """The fields of one of any number of different articles; the same number gives the same."""
    choose = random.Random(number)  # noqa: S311 - variety, not a secret
    told = [
        f"{' '.join(choose.choices(WORDS, k=14)).capitalize()} number {number}. "
        f"“The {choose.choice(WORDS)} is our {choose.choice(WORDS)},” said {choose.choice(NAMES)}."
        for _ in range(paragraphs)
    ]
    return {
        "url": f"https://paper.example/{number}",
        "headline": f"{choose.choice(WORDS).capitalize()} and {choose.choice(WORDS)} {number}",
        "published": f"20{choose.randrange(10, 25)}-0{choose.randrange(1, 10)}-11",
        "publisher": choose.choice(["The Quay Post", "Hill Herald"]),
        "text": "\n\n".join(told),
    }


def draft_from(fields: dict[str, str]) -> Draft:
    """The draft of what `made_up` gives."""
    return make_draft(**fields)


def sample_drafts() -> Iterator[Draft]:
    """The bundled sample."""
    for draft in read_sources([str(path) for path in sample_files()], None):
        assert isinstance(draft, Draft)
        yield draft


def add(archive: Archive, *drafts: Draft) -> list[Written]:
    """Add drafts and see how each ended."""
    return list(archive.add(drafts))


@contextmanager
def answering(
    folder: Path, *drafts: Draft, today: Callable[[], date] = date.today
) -> Iterator[Answerer]:
    """Opens an archive of these drafts in a folder, and what answers over it."""
    with closing(open_store(folder / "archive.db")) as archive:
        add(archive, *drafts)
        yield Answerer(archive, today)


def stored(archive: Archive, *drafts: Draft) -> list[Article]:
    """Add drafts; the articles they became."""
    found = [archive.article(written.id) for written in add(archive, *drafts) if written.id]
    return [article for article in found if article is not None]


def headlines(archive: Archive, ids: Iterable[int]) -> list[str]:
    """The headlines of articles, in the order of `ids`."""
    articles = {article.id: article.headline for article in archive.all_articles()}
    return [articles[one] for one in articles if one in set(ids)]


def chats_of(archive: Archive, clock: Callable[[], float] = time.time) -> Chats:
    """What is kept for the chats of an archive, in the file beside it."""
    return open_chats(archive.path.with_suffix(".chats.db"), archive.connections, clock)


def now(
    archive: Archive,
    ask: Callable[Concatenate[Snapshot, _Asked], _Told],
    *args: _Asked.args,
    **kwargs: _Asked.kwargs,
) -> _Told:
    """What a snapshot of the archive, taken for this alone, tells when it is asked."""
    with archive.at_one_moment() as snapshot:
        return ask(snapshot, *args, **kwargs)


@contextmanager
def reading_as(archive: Archive, granted: Iterable[str]) -> Iterator[sqlite3.Connection]:
    """A connection that reads what a chat with these collections may read."""
    with (
        closing(Connections(archive.path, prepare=shadow)) as connections,
        connections.reading() as db,
    ):
        restrict(db, granted)
        yield db
