"""Defines the errors of the bot itself, as one tree (the store has its own).

BotError
├─ SettingsError      a setting is missing or wrong; the sentence names it
├─ ArchiveMissingError  a command that only reads names a file that is not there
├─ NotVerbatimError   a reply shows words that its article does not have; it is not sent
├─ OverTimeError      answering took too long and was stopped
└─ WorkerEndedError   the process that answers died, or could not be started
"""

from __future__ import annotations


class BotError(Exception):
    """Base of the bot's own errors; `str()` is a sentence an operator can act on."""


class SettingsError(BotError):
    """A setting is missing or wrong."""


class ArchiveMissingError(BotError):
    """There is no archive where a command looks for one."""


class NotVerbatimError(BotError):
    """A reply shows words that its article does not have; carries no text of either."""


class OverTimeError(BotError):
    """Answering took too long and was stopped."""


class WorkerEndedError(BotError):
    """The process that answers died, or could not be started."""
