"""Turns a message into a turn for every carrier alike: a table of commands, an order of tries."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from bot.conversation import browsing, following
from bot.conversation.asking import ask, ask_about, memory_of, offer_words
from bot.conversation.operating import Adder, about_page, offer, page_unknown
from bot.conversation.services import Services, say
from bot.conversation.turn import TERMINAL, Place, Turn
from bot.reply.link import is_message_link, is_web_address
from bot.reply.payload import decode_payload


@dataclass(frozen=True, slots=True)
class Incoming:
    """A message as its carrier gives it.

    `text` is without the mention of the bot. `replied_id` is the message of ours that it replies
    to, 0 for none. `quoted` are the words of another message that it is about. `is_forwarded`: it
    is somebody else's, sent on with nothing added. `adder` says who could add a page here; with
    `may_add` the sender could.
    """

    text: str
    replied_id: int = 0
    quoted: str = ""
    is_forwarded: bool = False
    adder: Adder = Adder.NOBODY
    may_add: bool = False


Command = Callable[[Services, Place, str], Turn]

# The commands that anybody may give. What an operator alone may do: `bot/handlers/feeding.py`.
COMMANDS: Mapping[str, Command] = {
    "start": lambda services, place, text: browsing.start(services, place, decode_payload(text)),
    "help": lambda services, place, _: browsing.help_(services, place),
    "ask": ask,
    "quotes": browsing.quotes,
    "people": browsing.people,
    "latest": lambda services, place, _: browsing.latest(services, place),
    "sources": lambda services, place, _: browsing.sources(services, place),
    "language": lambda services, place, _: browsing.language(services, place),
    "privacy": lambda services, place, _: browsing.privacy(services, place),
    "forget": lambda services, place, _: browsing.forget(services, place),
    "follow": following.follow,
    "following": lambda services, place, _: following.following(services, place),
    "digest": following.digest,
    "quiet": following.quiet,
    "timezone": following.timezone,
}
# A terminal tells news when it is opened, at no other time.
_OF_NO_USE_IN_A_TERMINAL = frozenset({"digest", "quiet", "timezone"})


def route_command(
    services: Services, place: Place, name: str, argument: str, *, decides: bool = True
) -> Turn:
    """The turn of `/name argument`; a sentence for a name that is no command.

    Somebody who does not decide for the chat has only their own things forgotten.
    """
    command = COMMANDS.get(name.lower())
    if name.lower() == "forget" and not decides:
        return browsing.forget_own(services, place)
    if command is None:
        return Turn(say(services.phrases(place), "unknown_command"))
    if place.chat_id == TERMINAL and name.lower() in _OF_NO_USE_IN_A_TERMINAL:
        return Turn(say(services.phrases(place), "only_in_telegram"))
    return command(services, place, argument)


def route(services: Services, place: Place, incoming: Incoming) -> Turn:
    """The turn of a message that is no command: an address, small talk, or a question."""
    text = incoming.text
    if is_web_address(text):
        page = about_page(services, place, text)
        if page is not None:
            return page
        if incoming.may_add:
            return offer(services, place, text)
        if is_message_link(text):
            return Turn(say(services.phrases(place), "message_link"))
        return page_unknown(services, place, incoming.adder)
    if incoming.is_forwarded and (offered := offer_words(services, place, text)) is not None:
        return offered
    talk = browsing.small_talk_turn(services, place, text)
    if talk is not None:
        return talk
    replied = incoming.replied_id
    about = memory_of(services.chats.shown_in(place.chat_id, replied) if replied else None)
    if incoming.quoted:
        return ask_about(services, place, text, incoming.quoted, about)
    return ask(services, place, text, about=about)
