"""Says who may do what where: one table, asked for every command and every button. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from bot.reply.buttons import Act


class Standing(StrEnum):
    """The standing of somebody in a chat. An operator is one everywhere, whatever else they are."""

    EVERYONE = "everyone"  # no member of the chat: a passer-by who presses a button, a guest
    MEMBER = "member"  # a member of a group, the person of a private chat
    ADMINISTRATOR = "administrator"
    OPERATOR = "operator"


class Ground(StrEnum):
    """The kinds of place where something is asked of the bot."""

    PRIVATE = "private"
    GROUP = "group"
    CHANNEL = "channel"
    INLINE = "inline"


class Deed(StrEnum):
    """The things that can be asked of the bot."""

    ASK = "ask"  # questions, lists, help, the buttons under an answer
    READ_GRANTED = "read_granted"  # answers from the collections granted to the chat
    JUDGE = "judge"  # say that an answer was helpful, or not
    FORGET_OWN = "forget_own"  # what is kept of the person's own questions in the chat
    FORGET_CHAT = "forget_chat"  # all that is kept of the chat
    SET_LANGUAGE = "set_language"  # the language spoken to the chat
    SET_FOLLOWS = "set_follows"  # what the chat is told, and when
    FEED_COLLECTION = "feed_collection"  # add to the collection that the chat feeds
    FEED_ARCHIVE = "feed_archive"  # add to what everybody reads
    RUN_ARCHIVE = "run_archive"  # remove, count, export, follow feeds, grant collections


_ALL = frozenset(Standing)
_PRESENT = _ALL - {Standing.EVERYONE}
_DECIDING = frozenset({Standing.ADMINISTRATOR})
_FEEDING = frozenset({Standing.ADMINISTRATOR, Standing.OPERATOR})
_OPERATORS = frozenset({Standing.OPERATOR})
_NOBODY = frozenset[Standing]()


def _in(*who: frozenset[Standing]) -> Mapping[Ground, frozenset[Standing]]:
    """The people who may, in private, in groups, in channels and inline."""
    return dict(zip(Ground, who, strict=True))


# In private, in groups, in channels, inline. In private the person of the chat is its member and
# decides for it. An operator decides for a group only where they are its administrator too.
RIGHTS: Mapping[Deed, Mapping[Ground, frozenset[Standing]]] = {
    Deed.ASK: _in(_ALL, _ALL, _ALL, _ALL),
    Deed.READ_GRANTED: _in(_PRESENT, _PRESENT, _PRESENT, _PRESENT),
    Deed.JUDGE: _in(_ALL, _PRESENT, _NOBODY, _NOBODY),
    Deed.FORGET_OWN: _in(_ALL, _ALL, _NOBODY, _NOBODY),
    Deed.FORGET_CHAT: _in(_ALL, _DECIDING, _NOBODY, _NOBODY),
    Deed.SET_LANGUAGE: _in(_ALL, _DECIDING, _DECIDING, _NOBODY),
    Deed.SET_FOLLOWS: _in(_ALL, _DECIDING, _DECIDING, _NOBODY),
    Deed.FEED_COLLECTION: _in(_PRESENT, _FEEDING, _NOBODY, _NOBODY),
    Deed.FEED_ARCHIVE: _in(_OPERATORS, _OPERATORS, _NOBODY, _NOBODY),
    Deed.RUN_ARCHIVE: _in(_OPERATORS, _OPERATORS, _NOBODY, _NOBODY),
}

# What each command does. `/add` feeds the archive or a collection, as the chat does.
_COMMANDS: Mapping[str, Deed] = {
    "language": Deed.SET_LANGUAGE,
    "forget": Deed.FORGET_OWN,
    "follow": Deed.SET_FOLLOWS,
    "digest": Deed.SET_FOLLOWS,
    "quiet": Deed.SET_FOLLOWS,
    "timezone": Deed.SET_FOLLOWS,
    "add": Deed.FEED_ARCHIVE,
    "remove": Deed.RUN_ARCHIVE,
    "stats": Deed.RUN_ARCHIVE,
    "export": Deed.RUN_ARCHIVE,
    "feeds": Deed.RUN_ARCHIVE,
    "refresh": Deed.RUN_ARCHIVE,
    "collection": Deed.RUN_ARCHIVE,
}
# Without words after them these only tell how things are.
_TELL_WITHOUT_WORDS = frozenset({"follow", "digest", "quiet", "timezone"})
_BUTTONS: Mapping[Act, Deed] = {
    Act.LANGUAGE: Deed.SET_LANGUAGE,
    Act.FOLLOW: Deed.SET_FOLLOWS,
    Act.PAUSE: Deed.SET_FOLLOWS,
    Act.RESUME: Deed.SET_FOLLOWS,
    Act.STOP: Deed.SET_FOLLOWS,
    Act.ZONE: Deed.SET_FOLLOWS,
    Act.HELPFUL: Deed.JUDGE,
    Act.UNHELPFUL: Deed.JUDGE,
    Act.WRONG_SPEAKER: Deed.JUDGE,
    Act.ADD: Deed.FEED_ARCHIVE,
}
# The sentence to somebody who may not, by its key in the catalogue.
_REFUSALS: Mapping[Deed, str] = {
    Deed.FEED_COLLECTION: "add_admins_only",
    Deed.FEED_ARCHIVE: "add_operators_only",
    Deed.RUN_ARCHIVE: "operators_only",
    Deed.SET_FOLLOWS: "admins_only",
}


def command_deed(name: str, argument: str = "") -> Deed:
    """The deed of the command `/name argument`."""
    if not argument and name.lower() in _TELL_WITHOUT_WORDS:
        return Deed.ASK
    return _COMMANDS.get(name.lower(), Deed.ASK)


def administrators_decide(name: str) -> bool:
    """Whether in a group the command is for its administrators."""
    return RIGHTS[command_deed(name, "words")][Ground.GROUP] == _DECIDING


def button_deed(act: Act) -> Deed:
    """The deed of a press."""
    return _BUTTONS.get(act, Deed.ASK)


def may(deed: Deed, ground: Ground, standings: frozenset[Standing]) -> bool:
    """Whether somebody who is all of `standings` may do it there."""
    return bool(RIGHTS[deed][ground] & standings)


def refusal(deed: Deed) -> str:
    """The key of the sentence to somebody who may not do it."""
    return _REFUSALS.get(deed, "decided_by_admins")
