"""Answers from worker processes, so that answering never holds up the conversation.

Answering is mostly Python's own work: in threads of the bot's process it would take turns with the
event loop, which then stands still for as long as all of them together. Each worker opens the
archive for itself; questions and answers travel as pickles.
"""

from __future__ import annotations

import multiprocessing
import signal
import threading
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from bot.answering.answer import Answer, Finding, PersonEntry, PublisherEntry
from bot.answering.answerer import Answerer
from bot.asking.memory import Memory
from bot.service.warming import warm_up
from store.archive import open_store
from store.ingest.workers import follow_parent
from store.model import Article, ArticleId, Excerpt

# Beside workers the bot only looks articles up, in many threads, and keeps little of the file.
WAITING_CACHE_KIB = 2_048
# A worker reads all over the file: a million articles are answered from as quickly with 4 MiB as
# with 48, for the system keeps what is read often.
_CACHE_KIB = 8_192
# Names of the private collections that may be read; None for the whole archive.
_Granted = frozenset[str] | None


class _Workers:
    """Processes that answer over the archive at `path`."""

    def __init__(self, path: Path, count: int) -> None:
        self._path = path
        self._count = count
        self._lock = threading.Lock()
        self._pool = self._new_pool()

    def close(self) -> None:
        self._pool.shutdown()

    def warm_up(self) -> None:
        # A worker warms up as it begins; each of these calls takes one.
        calls = [self._pool.submit(_call, None, "people", (), {}) for _ in range(self._count)]
        for started in calls:
            started.result()

    def ask(
        self, granted: _Granted, name: str, values: tuple[object, ...], named: dict[str, object]
    ) -> Any:  # noqa: ANN401 - what the method of that name gives
        pool = self._pool
        try:
            return pool.submit(_call, granted, name, values, named).result()
        except BrokenProcessPool:
            with self._lock:
                if self._pool is pool:
                    self._pool = self._new_pool()
            raise

    def _new_pool(self) -> ProcessPoolExecutor:
        return ProcessPoolExecutor(
            self._count,
            mp_context=multiprocessing.get_context("spawn"),
            initializer=_begin,
            initargs=(self._path,),
        )


class PooledAnswers:
    """`Answers` by worker processes; what takes no thought is looked up `here`.

    A worker that dies takes the questions it was on with it (BrokenProcessPool); the next question
    finds new workers.
    """

    def __init__(self, workers: _Workers, here: Answerer, granted: _Granted = None) -> None:
        self._workers = workers
        self._here = here
        self._granted = granted

    def within(self, granted: frozenset[str]) -> PooledAnswers:
        """See `Answers`."""
        return PooledAnswers(self._workers, self._here.within(granted), granted)

    def warm_up(self) -> None:
        """Start the workers now rather than at the first question."""
        self._workers.warm_up()

    def answer(
        self,
        text: str,
        *,
        after: Memory | None = None,
        limit: int = 3,
        exactly: bool = False,
        in_article: ArticleId | None = None,
    ) -> Answer:
        """See `Answers`."""
        answer: Answer = self._ask(
            "answer", text, after=after, limit=limit, exactly=exactly, in_article=in_article
        )
        return answer

    def article(self, article_id: ArticleId) -> Article | None:
        """See `Answers`."""
        return self._here.article(article_id)

    def find(self, id_or_url: str) -> Article | None:
        """See `Answers`."""
        return self._here.find(id_or_url)

    def latest(self, limit: int = 5) -> tuple[Finding, ...]:
        """See `Answers`."""
        return self._here.latest(limit)

    def quotes(self, speaker: str = "", about: str = "", limit: int = 5) -> tuple[Finding, ...]:
        """See `Answers`."""
        findings: tuple[Finding, ...] = self._ask("quotes", speaker, about, limit)
        return findings

    def people(self, name: str = "", limit: int = 20) -> tuple[PersonEntry, ...]:
        """See `Answers`."""
        people: tuple[PersonEntry, ...] = self._ask("people", name, limit)
        return people

    def publishers(self) -> tuple[PublisherEntry, ...]:
        """See `Answers`."""
        publishers: tuple[PublisherEntry, ...] = self._ask("publishers")
        return publishers

    def widen(self, excerpt: Excerpt) -> Excerpt:
        """See `Answers`."""
        return self._here.widen(excerpt)

    def _ask(self, name: str, *values: object, **named: object) -> Any:  # noqa: ANN401
        return self._workers.ask(self._granted, name, values, named)


@contextmanager
def pooled_answers(path: Path, workers: int) -> Iterator[PooledAnswers]:
    """Answers by so many processes; at the end, what is being answered is waited for."""
    processes = _Workers(path, workers)
    with closing(processes), closing(open_store(path, cache_kib=WAITING_CACHE_KIB)) as archive:
        yield PooledAnswers(processes, Answerer(archive))


class _Here:
    """The worker's own answerer, opened once."""

    answerer: Answerer


def _begin(path: Path) -> None:
    """Open the archive; leave stopping to the bot, and go when it is gone."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
    follow_parent()
    _Here.answerer = Answerer(open_store(path, cache_kib=_CACHE_KIB))
    warm_up(_Here.answerer)


def _call(
    granted: _Granted, name: str, values: tuple[object, ...], named: dict[str, object]
) -> object:
    answerer = _Here.answerer if granted is None else _Here.answerer.within(granted)
    return getattr(answerer, name)(*values, **named)
