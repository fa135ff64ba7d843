"""Answers the operator: what comes in and goes out, followed feeds, collections, counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from bot.answering.answer import Finding, Kind
from bot.conversation.browsing import article_turn
from bot.conversation.keyboard import offer_keyboard
from bot.conversation.services import Services, say
from bot.conversation.state import State, dump, load
from bot.conversation.tally import Event
from bot.conversation.turn import Place, Turn
from bot.reply.card import Reply
from bot.reply.link import is_web_address
from bot.reply.markup import Nodes
from bot.reply.phrases import Phrases
from bot.reply.split import clip
from bot.reply.words import quiet
from store.chats.chats import Shown
from store.chats.grants import Granted, Grants
from store.database.collections import Collections, PrivateCollection
from store.errors import CollectionError
from store.ingest.feeds.refresh import Refreshed
from store.ingest.outcome import Outcome
from store.ingest.writing.write import Written
from store.rows.feeds import FeedState, Followed

_MOST_LINES = 10
_LINE_UNITS = 200


class Adder(StrEnum):
    """The people who could add an article in a chat; ends the key of the sentence that says so."""

    OPERATORS = "_operators"
    ADMINISTRATORS = "_admins"
    NOBODY = ""


@dataclass(frozen=True, slots=True)
class Offer:
    """An address that a button adds; `token` names the shown message that has the button."""

    token: str
    url: str


def about_page(services: Services, place: Place, url: str) -> Turn | None:
    """The article at an address somebody pasted, None where the archive does not have it."""
    article = services.archive(place).find(url)
    if article is None:
        return None
    return article_turn(services, place, Finding(Kind.ARTICLE, article, None, 1.0))


def page_unknown(services: Services, place: Place, adder: Adder) -> Turn:
    """The archive does not have the article at that address, and who could add it."""
    return Turn(say(services.phrases(place), f"page_unknown{adder}"))


def offer(services: Services, place: Place, url: str) -> Turn:
    """The archive does not have that article, and a button adds it."""
    says = services.phrases(place)
    made = Offer(services.new_token(), url)
    reply = replace(say(says, "page_unknown"), keyboard=offer_keyboard(made.token, says))
    return Turn(reply, Shown(made.token, place.chat_id, dump(State(url))))


def offer_of(services: Services, place: Place, token: str) -> Offer | None:
    """The offer that was made in this chat under a token, None where there is none any more."""
    shown = services.chats.shown(token)
    state = load(shown.state) if shown is not None and shown.chat_id == place.chat_id else None
    return Offer(token, state.question) if state and is_web_address(state.question) else None


def reading(services: Services, place: Place, name: str, made: Offer | None) -> Reply:
    """That `name` is being read; the offer to read it stays, should that be broken off."""
    says = services.phrases(place)
    keyboard = offer_keyboard(made.token, says) if made is not None else ()
    return replace(told(services, place, "reading", source=name).reply, keyboard=keyboard)


def told(services: Services, place: Place, key: str, **values: str | int) -> Turn:
    """One sentence to the operator."""
    return Turn(_told(services.phrases(place), key, **values))


def fed(
    services: Services,
    place: Place,
    results: Sequence[Written],
    source: str,
    *,
    is_whole: bool = True,
    offer: Offer | None = None,
) -> Turn:
    """How each article of a source ended, the first ones in full, and whether there was more.

    A single one has the buttons of its card, and a follow-up asks about it. An offer stands again
    where nothing came in.
    """
    says = services.phrases(place)
    blocks = [_line(services, place, says, written, source) for written in results[:_MOST_LINES]]
    if not results:
        blocks.append(says.feeding("nothing_in_it"))
    if len(results) > _MOST_LINES:
        blocks.append(says.feeding("more", count=len(results) - _MOST_LINES))
    if not is_whole:
        blocks.append(says.feeding("interrupted"))
    reply = Reply(tuple(blocks))
    ids = [written.id for written in results if written.id is not None]
    article = services.archive(place).article(ids[0]) if len(ids) == len(results) == 1 else None
    if article is not None:
        card = article_turn(services, place, Finding(Kind.ARTICLE, article, None, 1.0))
        return replace(card, reply=replace(reply, keyboard=card.reply.keyboard))
    if ids or offer is None:
        return Turn(reply)
    shown = Shown(offer.token, place.chat_id, dump(State(offer.url)))
    return Turn(replace(reply, keyboard=offer_keyboard(offer.token, says)), shown)


def remove(services: Services, place: Place, id_or_url: str) -> Turn:
    """Take an article out of the archive."""
    says = services.phrases(place)
    if services.curator is None or not id_or_url:
        return Turn(_told(says, "nothing_to_remove"))
    article = services.archive(place).find(id_or_url)
    if article is None or not services.curator.remove(article.id):
        return Turn(say(says, "gone"))
    return Turn(_told(says, "removed", headline=clip(article.headline, _LINE_UNITS)))


def stats(services: Services) -> Turn:
    """How much there is in the archive, what was asked since the start, and the feedback."""
    counts = services.curator.counts() if services.curator is not None else {}
    lines = [f"{name}: {count}" for name, count in counts.items()]
    lines += [f"{event}: {services.tally.of(event)}" for event in Event]
    given = Counter(one.verdict for one in services.chats.feedback())
    lines += [f"{verdict}: {count}" for verdict, count in sorted(given.items())]
    return Turn(Reply((quiet("\n".join(lines)),)))


def _line(services: Services, place: Place, says: Phrases, written: Written, source: str) -> Nodes:
    if written.outcome in (Outcome.SKIPPED, Outcome.FAILED):
        reason = clip(written.reason or "", _LINE_UNITS)
        name = clip(written.url or source, _LINE_UNITS)
        return says.feeding(written.outcome.value, source=quiet(name), reason=quiet(reason))
    article = services.archive(place).article(written.id) if written.id is not None else None
    headline = article.headline if article is not None else written.url or source
    return says.feeding(written.outcome.value, headline=quiet(clip(headline, _LINE_UNITS)))


def _told(says: Phrases, key: str, **values: str | int) -> Reply:
    return Reply((says.feeding(key, **{k: quiet(str(v)) for k, v in values.items()}),))


_MOST_FEEDS = 20
_FEED_UNITS = 150
_SCHEMES = ("http://", "https://")


def feeds(services: Services, place: Place, argument: str) -> Turn:
    """`add ADDRESS`, `remove ADDRESS`; without anything the followed feeds."""
    says = services.phrases(place)
    verb, _, url = argument.partition(" ")
    url = url.strip()
    if services.curator is None:
        return _said(says, "feeds_usage")
    if not verb:
        return _feeds_listed(says, services.curator.followed(services.readable_in(place)))
    if verb == "add" and url.lower().startswith(_SCHEMES):
        reason = services.curator.follow(url, services.fed_from(place))
        if reason is not None:
            return _said(says, "failed", source=url, reason=reason)
        return _said(says, "feed_added", url=url)
    if verb == "remove" and url:
        was_followed = services.curator.unfollow(url)
        return _said(says, "feed_removed" if was_followed else "no_feed", url=url)
    return _said(says, "feeds_usage")


def refreshed(
    services: Services, place: Place, results: Sequence[Written | Refreshed], *, is_whole: bool
) -> Turn:
    """How much was new, and which feeds were in trouble."""
    says = services.phrases(place)
    asked = [one for one in results if isinstance(one, Refreshed)]
    counts = Counter(one.outcome for one in results if isinstance(one, Written))
    blocks = [
        says.feeding(
            "refreshed",
            feeds=len(asked),
            added=counts[Outcome.ADDED],
            updated=counts[Outcome.UPDATED],
            failed=counts[Outcome.FAILED],
        )
    ]
    followed = services.curator.followed(services.readable_in(place)) if services.curator else ()
    readable = {feed.id for feed in followed}
    trouble = [one.feed for one in asked if one.feed.reason and one.feed.id in readable]
    blocks += [_feed_line(feed) for feed in trouble[:_MOST_FEEDS]]
    if not is_whole:
        blocks.append(says.feeding("interrupted"))
    return Turn(Reply(tuple(blocks)))


def _feeds_listed(says: Phrases, followed: Sequence[Followed]) -> Turn:
    if not followed:
        return Turn(Reply((says.feeding("no_feeds"), says.feeding("feeds_usage"))))
    blocks = [_feed_line(feed) for feed in followed[:_MOST_FEEDS]]
    if len(followed) > _MOST_FEEDS:
        blocks.append(says.feeding("more", count=len(followed) - _MOST_FEEDS))
    return Turn(Reply((*blocks, says.feeding("feeds_usage"))))


def _feed_line(feed: Followed) -> Nodes:
    state = feed.state.value if feed.state in (FeedState.FAILING, FeedState.GONE) else ""
    parts = (feed.title, feed.url, state, feed.reason)
    line = " \u00b7 ".join(clip(part, _FEED_UNITS) for part in parts if part)
    return quiet(line)


def _said(says: Phrases, key: str, **values: str) -> Turn:
    filled = {name: quiet(clip(value, _FEED_UNITS)) for name, value in values.items()}
    return Turn(Reply((says.feeding(key, **filled),)))


_MOST_CHAT_DIGITS = 18


def collection(services: Services, place: Place, argument: str, *, is_group: bool) -> Turn:
    """`grant`, `revoke` or `feed`, a name, and a chat's id where it is not this chat's.

    Without anything the collections: all of them, in a group those that are read there.
    """
    says, collections = services.phrases(place), services.collections
    if collections is None:
        return _said(says, "collection_usage")
    verb, name, chat_id = _parts(argument, place.chat_id)
    if not verb:
        grants = services.chats.grants
        listed = [(one, grants.of(one.name)) for one in collections.all()]
        here = [
            (o, granted) for o, granted in listed if not is_group or place.chat_id in granted.chats
        ]
        return _collections_listed(says, here)
    if chat_id is None or not name:
        return _said(says, "collection_usage")
    try:
        key = _done(collections, services.chats.grants, verb, name, chat_id)
    except CollectionError:
        key = "no_collection" if verb != "feed" else "bad_collection"
    return _said(says, key, name=name, chat=str(chat_id))


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


def _collections_listed(says: Phrases, found: list[tuple[PrivateCollection, Granted]]) -> Turn:
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
