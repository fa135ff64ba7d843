"""Finds the archive's file, without loading the other settings: a quick command needs no more."""

from __future__ import annotations

import os
from pathlib import Path

import platformdirs

from bot.errors import SettingsError

ENV_FILE = ".env"
_ARCHIVE = "PULLQUOTE_ARCHIVE"


def archive_path() -> Path:
    """The file that PULLQUOTE_ARCHIVE names in the environment, else in `.env`, else the default.

    Reads both as `bot.settings` does: names in any case, an empty value as none.

    Raises:
        SettingsError: `.env` is not text in UTF-8.
    """
    for variables in (os.environ, _env_file()):
        if named := [
            value for name, value in variables.items() if name.upper() == _ARCHIVE and value
        ]:
            return Path(named[-1])
    return default_archive()


def default_archive() -> Path:
    """The archive of somebody who names none, in the user's data folder."""
    return platformdirs.user_data_path("pullquote") / "archive.db"


def _env_file() -> dict[str, str | None]:
    if not Path(ENV_FILE).is_file():
        return {}
    from dotenv import dotenv_values  # noqa: PLC0415 - most people have no such file

    try:
        return dotenv_values(ENV_FILE)
    except UnicodeDecodeError as error:
        message = f"{ENV_FILE} is not a text file in UTF-8"
        raise SettingsError(message) from error
