"""The operator says which chats read which collection, and where what they feed goes."""

from __future__ import annotations

from bot.conversation.services import Services
from bot.conversation.turn import Place, Turn
from bot.reply.card import Reply
from bot.reply.phrases import Phrases
from bot.reply.words import quiet
from store.chats.grants import Granted, Grants
from store.database.collections import Collections, PrivateCollection
from store.errors import CollectionError

_MOST_CHAT_DIGITS = 18


def collection(services: Services, place: Place, argument: str, *, is_group: bool) -> Turn:
    """`grant`, `revoke` or `feed`, a name, and a chat's id where it is not this chat's.

    Without anything the collections: all of them, in a group those that are read there.
    """
    says, collections = services.phrases(place), services.collections
    if collections is None:
        return _told(says, "collection_usage")
    verb, name, chat_id = _parts(argument, place.chat_id)
    if not verb:
        grants = services.readers.grants
        listed = [(one, grants.of(one.name)) for one in collections.all()]
        here = [
            (o, granted) for o, granted in listed if not is_group or place.chat_id in granted.chats
        ]
        return _listed(says, here)
    if chat_id is None or not name:
        return _told(says, "collection_usage")
    try:
        key = _done(collections, services.readers.grants, verb, name, chat_id)
    except CollectionError:
        key = "no_collection" if verb != "feed" else "bad_collection"
    return _told(says, key, name=name, chat=str(chat_id))


def _done(collections: Collections, grants: Grants, verb: str, name: str, chat_id: int) -> str:
    """Do it; the key of the sentence that says so."""
    match verb:
        case "grant":
            collections.find(name)
            grants.grant(name, chat_id)
            return "granted"
        case "revoke":
            if grants.revoke(name, chat_id):
                return "revoked"
            collections.find(name)
            return "not_granted"
        case "feed":
            collections.open(name)
            grants.grant(name, chat_id, feeds=True)
            return "fed"
        case _:
            return "collection_usage"


def _parts(argument: str, here: int) -> tuple[str, str, int | None]:
    """(verb, name, chat); no chat where what stands in its place is no chat's id."""
    verb, name, chat, *more = [*argument.split(), "", "", ""]
    if not chat:
        return verb.lower(), name, here
    digits = chat.removeprefix("-")
    is_id = digits.isascii() and digits.isdecimal() and len(digits) <= _MOST_CHAT_DIGITS
    return verb.lower(), name, int(chat) if is_id and not any(more) else None


def _listed(says: Phrases, found: list[tuple[PrivateCollection, Granted]]) -> Turn:
    if not found:
        return Turn(Reply((says.feeding("no_collections"), says.feeding("collection_usage"))))
    lines = [
        says.feeding(
            "collection_line",
            name=quiet(one.name),
            articles=says.count("articles", one.article_count),
            chats=", ".join(map(str, granted.chats)) or "\u2013",
            feeders=", ".join(map(str, granted.feeders)) or "\u2013",
        )
        for one, granted in found
    ]
    return Turn(Reply((*lines, says.feeding("collection_usage"))))


def _told(says: Phrases, key: str, **values: str) -> Turn:
    return Turn(Reply((says.feeding(key, **{k: quiet(v) for k, v in values.items()}),)))
