from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Iterator

import pytest

from bot.answering.answerer import Answerer
from bot.errors import OverTimeError
from bot.service.bounded import WorkLimits
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


def _children() -> set[int]:
    return {child.pid or 0 for child in multiprocessing.active_children()}


def test_a_worker_that_was_killed_is_replaced_unnoticed(sample: Archive) -> None:
    before = _children()
    with pooled_answers(sample.path, 1) as answers:
        assert answers.people("", 1)
        (worker,) = _children() - before
        os.kill(worker, signal.SIGTERM)
        assert answers.people("", 1)
        assert _children() - before == {worker}
        os.kill(worker, signal.SIGKILL)
        while worker in _children():
            pass
        assert answers.people("", 1)


def test_an_error_of_the_archive_comes_out_of_the_worker_as_it_is(pool: PooledAnswers) -> None:
    with pytest.raises(TypeError) as raised:
        pool.answer("what will it cost?", limit="many")  # type: ignore[arg-type]
    assert any("answerer.py" in note for note in raised.value.__notes__)
    assert pool.people("", 1)


def test_an_answer_that_takes_too_long_is_stopped_and_its_worker_replaced(sample: Archive) -> None:
    before = _children()
    with pooled_answers(sample.path, 1, WorkLimits(call_s=0.0)) as answers:
        answers.warm_up()
        first = _children() - before
        for _ in range(2):
            with pytest.raises(OverTimeError, match="stopped after"):
                answers.answer("what will the bridge repair cost?")
        answers.warm_up()
        last = _children() - before
    assert len(first) == len(last) == 1
    assert first != last


def test_what_is_only_looked_up_waits_for_no_worker(sample: Archive) -> None:
    before = set(multiprocessing.active_children())
    with pooled_answers(sample.path, 1) as answers:
        assert answers.latest(1)
        assert set(multiprocessing.active_children()) == before
