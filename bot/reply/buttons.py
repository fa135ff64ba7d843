"""Defines what buttons under a reply do, in the 64 bytes that Telegram carries.

A callback names an action, the stored answer it is about (a token) and up to two numbers:
`1<action>.<token>.<number>.<number>`. The leading 1 is the version: a button of another one is
stale and is answered as such. Everything else an action needs is in the store under its token.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

CALLBACK_BYTES = 64
COPY_CHARS = 256
_VERSION = "1"
_CALLBACK = re.compile(r"1(\w{1,2})\.([A-Za-z0-9_-]{0,32})\.(\d{1,6})\.(\d{1,6})", re.ASCII)


class Act(StrEnum):
    """The action of a press."""

    FINDING = "f"  # show the finding with this number
    WIDEN = "w"  # show the finding with this much more context
    ARTICLE = "a"  # show the finding's article, this page of it
    SPEAKER = "q"  # show more quotes of the finding's speaker
    SUGGESTION = "s"  # ask the suggestion with this number
    EXACTLY = "e"  # ask again, every word as typed
    COPY = "c"  # send the words and their attribution to copy
    HELPFUL = "h"
    UNHELPFUL = "u"
    WRONG_SPEAKER = "x"
    LANGUAGE = "l"  # speak the language with this number
    FOLLOW = "fo"  # follow the suggestion with this number; at level 1 what the answer is about
    FOLLOWING = "fl"  # show this page of what is followed; at level 1 in a message of its own
    PAUSE = "fp"  # these three: the follow that the token is the number of
    RESUME = "fr"
    STOP = "fx"
    QUOTES = "cq"  # check the quotes in the message that the answer is about
    STORY = "cs"  # find the article that the message is from
    ADD = "ad"  # add the address that the answer offers to add
    ZONE = "fz"  # live by the time zone with this number


@dataclass(frozen=True, slots=True)
class Callback:
    """One press. `number` and `level` are below a million, `token` at most 32 characters."""

    act: Act
    token: str = ""
    number: int = 0
    level: int = 0


@dataclass(frozen=True, slots=True)
class Press:
    """A button that comes back to us."""

    label: str
    callback: Callback


@dataclass(frozen=True, slots=True)
class Copy:
    """A button that puts words on the clipboard, at most `COPY_CHARS` of them."""

    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Share:
    """A button that offers a chat to share with; `query` is the inline query made there."""

    label: str
    query: str


@dataclass(frozen=True, slots=True)
class Open:
    """A button that opens the bot itself; `payload` is what it is started with."""

    label: str
    payload: str


@dataclass(frozen=True, slots=True)
class Pass:
    """A button that offers a chat to pass a link to the bot on to; `text` stands below the link.

    For bots that cannot be asked inline.
    """

    label: str
    payload: str
    text: str


Button = Press | Copy | Share | Open | Pass
Keyboard = tuple[tuple[Button, ...], ...]


def encode(callback: Callback) -> str:
    """The callback as Telegram carries it: at most 64 bytes, all of them ASCII."""
    return f"{_VERSION}{callback.act}.{callback.token}.{callback.number}.{callback.level}"


def decode(data: str) -> Callback | None:
    """The callback again, None for what this version did not make."""
    match = _CALLBACK.fullmatch(data)
    if match is None or match[1] not in set(Act):
        return None
    return Callback(Act(match[1]), match[2], int(match[3]), int(match[4]))


_SHARED = re.compile(r"!([A-Za-z0-9_-]{6,32})\.(\d{1,3})", re.ASCII)


def share_query(token: str, number: int) -> str:
    """The inline query that stands for one finding of a stored answer."""
    return f"!{token}.{number}"


def parse_share_query(query: str) -> tuple[str, int] | None:
    """The token and number of a finding to share, None for any other inline query."""
    match = _SHARED.fullmatch(query.strip())
    return (match[1], int(match[2])) if match is not None else None
