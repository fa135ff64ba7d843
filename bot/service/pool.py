"""Answers from worker processes, so that answering never holds up the conversation.

Answering is mostly Python's own work: in threads of the bot's process it would take turns with the
event loop, which then stands still for as long as all of them together. Each worker opens the
archive for itself; questions and answers travel as pickles.
"""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from bot.answering.answer import Answer, Finding, PersonEntry, PublisherEntry
from bot.answering.answerer import Answerer
from bot.asking.memory import Memory
from bot.service.bounded import LIMITS, BoundedWorkers, WorkLimits
from bot.service.warming import warm_up
from store.archive import open_store
from store.model import Article, ArticleId, Excerpt

# Beside workers the bot only looks articles up, in many threads, and keeps little of the file.
WAITING_CACHE_KIB = 2_048
# A worker reads all over the file: a million articles are answered from as quickly with 4 MiB as
# with 48, for the system keeps what is read often.
_CACHE_KIB = 8_192
# Names of the private collections that may be read; None for the whole archive.
_Granted = frozenset[str] | None


class PooledAnswers:
    """`Answers` by worker processes; what takes no thought is looked up `here`.

    A worker that dies or takes too long is replaced; only the question that it was on is lost, with
    a WorkerEndedError or an OverTimeError.
    """

    def __init__(self, workers: BoundedWorkers, here: Answerer, granted: _Granted = None) -> None:
        self._workers = workers
        self._here = here
        self._granted = granted

    def within(self, granted: frozenset[str]) -> PooledAnswers:
        """See `Answers`."""
        return PooledAnswers(self._workers, self._here.within(granted), granted)

    def warm_up(self) -> None:
        """Start the workers now rather than at the first question."""
        self._workers.start()

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

    def check(self, words: str, speaker: str = "", *, question: str = "", limit: int = 3) -> Answer:
        """See `Answers`."""
        answer: Answer = self._ask("check", words, speaker, question=question, limit=limit)
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
        return self._workers.call(self._granted, name, values, named)


@contextmanager
def pooled_answers(
    path: Path, workers: int, limits: WorkLimits = LIMITS
) -> Iterator[PooledAnswers]:
    """Answers by so many processes; at the end, what is being answered is waited for."""
    processes = BoundedWorkers(workers, _begin, (path,), limits)
    with closing(processes), closing(open_store(path, cache_kib=WAITING_CACHE_KIB)) as archive:
        yield PooledAnswers(processes, Answerer(archive))


def _begin(path: Path) -> Callable[..., object]:
    """Open the archive in a worker; leave stopping to the bot."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
    answerer = Answerer(open_store(path, cache_kib=_CACHE_KIB))
    warm_up(answerer)
    return partial(_call, answerer)


def _call(
    whole: Answerer,
    granted: _Granted,
    name: str,
    values: tuple[object, ...],
    named: dict[str, object],
) -> object:
    answerer = whole if granted is None else whole.within(granted)
    return getattr(answerer, name)(*values, **named)
