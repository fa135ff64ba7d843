"""Greetings, thanks and "what can you do?": what people write that asks nothing of the archive."""

from __future__ import annotations

from bot.conversation.browsing import help_, start
from bot.conversation.services import Services, say
from bot.conversation.turn import Place, Turn
from bot.reply.phrases import small_talk
from store.text.fold import fold
from store.text.words import find_words


def small_talk_turn(services: Services, place: Place, text: str) -> Turn | None:
    """The answer to a message that is nothing but small talk, None to any other."""
    kinds = small_talk()
    match kinds.get(" ".join(fold(word) for word in find_words(text))):
        case "greetings":
            return start(services, place, None)
        case "thanks":
            return Turn(say(services.phrases(place), "welcome"))
        case "abilities":
            return help_(services, place)
        case _:
            return None
