from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Iterator
from concurrent.futures.process import BrokenProcessPool

import pytest

from bot.answering.answerer import Answerer
from bot.service.pool import PooledAnswers, pooled_answers
from store.archive import Archive


@pytest.fixture(scope="module")
def pool(sample: Archive) -> Iterator[PooledAnswers]:
    with pooled_answers(sample.path, 1) as answers:
        answers.warm_up()
        yield answers


def test_workers_answer_as_the_answerer_itself_does(pool: PooledAnswers, sample: Archive) -> None:
    here = Answerer(sample)
    question = "what will the bridge repair cost?"
    there, own = pool.answer(question, limit=5), here.answer(question, limit=5)
    assert there.findings == own.findings
    assert pool.answer("and the school?", after=own.memory, exactly=True).question
    assert pool.latest(3) == here.latest(3)
    assert pool.quotes("Ashdown", "", 2) == here.quotes("Ashdown", "", 2)
    assert pool.people("Ashdown") == here.people("Ashdown")
    assert pool.publishers() == here.publishers()
    excerpt = own.findings[0].excerpt
    assert excerpt is not None
    assert pool.article(excerpt.article.id) == excerpt.article
    assert pool.widen(excerpt) == here.widen(excerpt)


def _ask_until_noticed(pool: PooledAnswers) -> None:
    while True:
        pool.people("", 1)


def test_a_worker_that_dies_is_replaced(pool: PooledAnswers) -> None:
    (worker,) = (child.pid or 0 for child in multiprocessing.active_children())
    os.kill(worker, signal.SIGTERM)
    assert pool.people("", 1)
    os.kill(worker, signal.SIGKILL)
    with pytest.raises(BrokenProcessPool):
        _ask_until_noticed(pool)
    assert pool.people("", 1)


def test_what_is_only_looked_up_waits_for_no_worker(sample: Archive) -> None:
    before = set(multiprocessing.active_children())
    with pooled_answers(sample.path, 1) as answers:
        assert answers.latest(1)
        assert set(multiprocessing.active_children()) == before
