"""The archive's file is found without the settings, and is the one that they name."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import SettingsError
from bot.locations import archive_path
from bot.settings import read_settings

NAMES = st.sampled_from(["PULLQUOTE_ARCHIVE", "pullquote_archive", "ARCHIVE", "PULLQUOTE_ARCHIVES"])
VALUES = st.sampled_from(["", "a.db", "/srv/b b.db", "~/c.db", "ü.db"])
QUOTED = st.sampled_from(["{}", "'{}'", '"{}"', "{} # ours"])


@given(
    environment=st.dictionaries(NAMES, VALUES, max_size=1),
    file=st.lists(st.tuples(NAMES, VALUES, QUOTED), max_size=2),
)
def test_the_file_is_the_one_that_the_settings_name(
    tmp_path_factory: pytest.TempPathFactory,
    environment: dict[str, str],
    file: list[tuple[str, str, str]],
) -> None:
    lines = [f"{name}={quoted.format(value)}\n" for name, value, quoted in file]
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(tmp_path_factory.mktemp("here"))
        for name in [name for name in os.environ if name.upper().startswith("PULLQUOTE_")]:
            patch.delenv(name)
        for name, value in environment.items():
            patch.setenv(name, value)
        if lines:
            Path(".env").write_text("".join(lines), "utf-8")
        assert archive_path() == read_settings().archive


def test_a_file_that_is_no_text_is_said_to_be_none(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("PULLQUOTE_ARCHIVE", raising=False)
    Path(".env").write_bytes(b"PULLQUOTE_ARCHIVE=\xff\n")
    with pytest.raises(SettingsError, match="UTF-8"):
        archive_path()
