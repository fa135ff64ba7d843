"""Turns about what comes into the archive, what goes out, and how much there is."""

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
from store.ingest.outcome import Outcome
from store.ingest.writing.write import Written

_MOST_LINES = 10
_LINE_UNITS = 200


class Adder(StrEnum):
    """Who could add an article in a chat; the end of the key of the sentence that says so."""

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
    shown = services.readers.shown(token)
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
    if services.feeds is None or not id_or_url:
        return Turn(_told(says, "nothing_to_remove"))
    article = services.archive(place).find(id_or_url)
    if article is None or not services.feeds.remove(article.id):
        return Turn(say(says, "gone"))
    return Turn(_told(says, "removed", headline=clip(article.headline, _LINE_UNITS)))


def stats(services: Services) -> Turn:
    """How much there is in the archive, what was asked since the start, and the feedback."""
    counts = services.feeds.counts() if services.feeds is not None else {}
    lines = [f"{name}: {count}" for name, count in counts.items()]
    lines += [f"{event}: {services.tally.of(event)}" for event in Event]
    given = Counter(one.verdict for one in services.readers.feedback())
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
