"""Slips in the words of asking are mended; words of the archive and names are left alone."""

from __future__ import annotations

import pytest

from bot.asking.mending import mend_asking


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("wat happnd in the harbour", "what happened in the harbour"),
        ("how mny boats sank", "how mny boats sank"),
        ("lates on the boats", "latest on the boats"),
        ("how hapend it", "how happened it"),
        ("moer", "more"),
        ("wer hat das gesgt", "wer hat das gesagt"),
        ("what did the cooper say of the chats", "what did the cooper say of the chats"),
        ("what did mary buy", "what did mary buy"),
        ("what about the saad", "what about the saad"),
        ("who is Mory", "who is Mory"),
        ("the chats of the club", "the chats of the club"),
    ],
)
def test_a_slip_in_a_word_of_asking_is_mended(typed: str, meant: str) -> None:
    assert mend_asking(typed, {"boats", "chats", "club", "cooper"}.__contains__) == meant


def test_a_word_of_the_archive_is_left_alone() -> None:
    assert mend_asking("the wat of the fort", {"wat"}.__contains__) == "the wat of the fort"
