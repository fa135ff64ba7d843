"""Following in a terminal: new articles are told when the window is opened, and when asked."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from bot.answering.answerer import Answerer
from bot.cli.terminal import chat
from store.archive import Archive, open_store
from store.model import Draft
from tests.builders import chats_of


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with closing(open_store(tmp_path / "archive.db")) as opened:
        yield opened


def _talk(archive: Archive, *lines: str) -> str:
    out = io.StringIO()
    stdin = io.StringIO("".join(f"{line}\n" for line in lines))
    with closing(chats_of(archive)) as chats:
        assert chat(Answerer(archive), chats, stdin, out) == 0
    return out.getvalue()


def test_what_is_followed_is_told_once_when_the_window_is_opened(archive: Archive) -> None:
    said = _talk(archive, "/follow bridge")
    assert "told when it is opened and with /following" in said
    list(archive.add([Draft("The bridge closes.", headline="Bridge to close")]))
    assert "│ The bridge closes." in _talk(archive)
    assert _talk(archive) == ""


def test_following_tells_what_is_new_first(archive: Archive) -> None:
    _talk(archive, "/follow bridge")
    list(archive.add([Draft("The bridge closes.", headline="Bridge to close")]))
    out = _talk(archive, "/following")
    assert out.index("New: bridge") < out.index("Followed here")


def test_what_needs_telegram_says_so(archive: Archive) -> None:
    out = _talk(archive, "/digest daily 08:00", "/quiet 22-7", "/timezone Berlin")
    assert out.count("That is for Telegram") == 3
