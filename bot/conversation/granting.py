"""The operator says which chats read which collection, and where what they feed goes."""

from __future__ import annotations

from bot.conversation.services import Services
from bot.conversation.turn import Place, Turn
from bot.reply.card import Reply
from bot.reply.phrases import Phrases
from bot.reply.words import quiet
from store.database.collections import Collection, Collections
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
        here = [one for one in collections.all() if not is_group or place.chat_id in one.chats]
        return _listed(says, here)
    if chat_id is None or not name:
        return _told(says, "collection_usage")
    try:
        key = _done(collections, verb, name, chat_id)
    except CollectionError:
        key = "no_collection" if verb != "feed" else "bad_collection"
    return _told(says, key, name=name, chat=str(chat_id))


def _done(collections: Collections, verb: str, name: str, chat_id: int) -> str:
    """Do it; the key of the sentence that says so."""
    match verb:
        case "grant":
            collections.grant(collections.find(name), chat_id)
            return "granted"
        case "revoke":
            was_granted = collections.revoke(collections.find(name), chat_id)
            return "revoked" if was_granted else "not_granted"
        case "feed":
            collections.grant(collections.open(name), chat_id, feeds=True)
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


def _listed(says: Phrases, found: list[Collection]) -> Turn:
    if not found:
        return Turn(Reply((says.feeding("no_collections"), says.feeding("collection_usage"))))
    lines = [
        says.feeding(
            "collection_line",
            name=quiet(one.name),
            articles=says.count("articles", one.article_count),
            chats=", ".join(map(str, one.chats)) or "\u2013",
            feeders=", ".join(map(str, one.feeders)) or "\u2013",
        )
        for one in found
    ]
    return Turn(Reply((*lines, says.feeding("collection_usage"))))


def _told(says: Phrases, key: str, **values: str) -> Turn:
    return Turn(Reply((says.feeding(key, **{k: quiet(v) for k, v in values.items()}),)))
