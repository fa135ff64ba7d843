"""Loads what the first questions would wait for, before they come."""

from __future__ import annotations

import gc

from bot.answering.answerer import Answers

# Each needs some of the tables that are read when they are first needed, together a quarter of a
# second: a question, pasted words, a person, a day, and names that have to be guessed at.
_WARMING = (
    "How many ferrys were there when the new bridge was opened?",
    "Did Jane Doe say “we will open the bridge on Friday, whatever it takes”?",
    "What did Jon Smiht say about the bridge?",
    "Who is Иванов?",
    "What happened on Wednesday?",
)
# Objects made and not let go again, before Python looks for circles among them (700 by default).
_COLLECT_AFTER = 20_000


def warm_up(answers: Answers) -> None:
    """Read the tables that answers need, and leave them out of every later garbage collection.

    For a process that does little else than answering: what an answer leaves behind is hardly ever
    circular, and to look through all tables again takes longer than an answer.
    """
    for text in _WARMING:
        answers.answer(text)
    gc.collect()
    gc.freeze()
    gc.set_threshold(_COLLECT_AFTER)
