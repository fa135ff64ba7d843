"""The commands become turns: quotes, people, the newest, the sources, and the bot itself."""

from __future__ import annotations

import re
from dataclasses import replace

from bot.answering.answer import Finding, Kind
from bot.asking.memory import Memory
from bot.asking.smalltalk import talk_of
from bot.conversation.asking import FINDINGS, KEPT_CHARS, ask, counts, newest_told, person_turn
from bot.conversation.keyboard import (
    language_keyboard,
    numbers_keyboard,
    suggestion_keyboard,
)
from bot.conversation.pressing import press
from bot.conversation.services import Services, say
from bot.conversation.state import State, dump, kept
from bot.conversation.turn import Notice, Place, Turn
from bot.reply.buttons import Act, Callback
from bot.reply.card import LINE, Reply, finding_reply
from bot.reply.markup import Bold, Node, Nodes, Text, isolate
from bot.reply.payload import Payload, PayloadKind
from bot.reply.phrases import Phrases, languages, phrases, small_talk
from bot.reply.split import Blocks, clip
from bot.reply.words import quiet
from store.chats.chats import Shown
from store.model import ArticleId

_PEOPLE = 10
_SOURCES = 25
_NAME_UNITS = 100


def start(services: Services, place: Place, payload: Payload | None) -> Turn:
    """The welcome, or what a deep link asks for."""
    if payload is not None:
        match payload.kind:
            case PayloadKind.ARTICLE:
                return article(services, place, ArticleId(int(payload.value)))
            case PayloadKind.PERSON:
                return people(services, place, payload.value)
            case PayloadKind.QUESTION:
                return ask(services, place, payload.value, title=payload.value)
            case PayloadKind.SHOWN:
                state = services.state(payload.value, place)
                if state is not None and state.question and not state.findings:
                    return ask(services, place, state.question, title=state.question)
                turn = press(services, place, Callback(Act.FINDING, payload.value))
                return _as_turn(turn)
    says = services.phrases(place)
    examples = _examples(services, place, says)
    if not examples:
        return Turn(Reply((says.say("start"), says.say("start_examples"))))
    token = services.new_token()
    shown = Shown(token, place.chat_id, dump(State("", suggestions=examples)))
    return Turn(Reply((says.say("start"),), suggestion_keyboard(token, examples)), shown)


def help_(services: Services, place: Place) -> Turn:
    """How to ask, and every command."""
    says = services.phrases(place)
    lines: list[Node] = []
    for name, what in says.commands():
        lines += [Text(f"/{name} \u2013 {what}"), LINE]
    blocks = (says.say("help"), says.say("start_examples"), tuple(lines[:-1]))
    return Turn(Reply((*blocks, says.say("help_follow_up"))))


def quotes(services: Services, place: Place, text: str) -> Turn:
    """Lists quotes: `NAME`, `NAME about WORDS`, `about WORDS`, or nothing for the newest."""
    says = services.phrases(place)
    speaker, about = _speaker_and_topic(text, says)
    found = services.archive(place).quotes(speaker=speaker, about=about, limit=FINDINGS)
    if not found:
        return Turn(say(says, "no_quotes"))
    state = State(
        text.strip() or says.text("quotes_title"),
        tuple(kept(finding) for finding in found),
        memory=Memory(text.strip(), about, speaker or None, article_id=found[0].article.id),
    )
    return services.gated(place, services.finding_turn(place, state, found[0]))


def people(services: Services, place: Place, name: str) -> Turn:
    """One person where the name is one's, else those it fits, or the most mentioned."""
    says = services.phrases(place)
    name = name.strip()
    entries = services.archive(place).people(name, limit=_PEOPLE)
    if not entries:
        return Turn(say(says, "no_people" if name else "empty_archive"))
    if name and len(entries) == 1:
        return person_turn(services, place, entries[0])
    lines: list[Node] = []
    for entry in entries:
        lines += [Bold(quiet(isolate(clip(entry.name, _NAME_UNITS)))), LINE]
        lines += [Text(counts(entry, says)), LINE]
    questions = tuple(says.question("who", name=entry.name) for entry in entries)
    token = services.new_token()
    reply = Reply(
        (_title(says, "people_title"), tuple(lines[:-1])), suggestion_keyboard(token, questions)
    )
    return Turn(reply, Shown(token, place.chat_id, dump(State(name, suggestions=questions))))


def latest(services: Services, place: Place) -> Turn:
    """The newest articles, a numbered button for each."""
    says = services.phrases(place)
    found = services.archive(place).latest(FINDINGS)
    if not found:
        return Turn(say(says, "empty_archive"))
    blocks: Blocks = (
        _title(says, "latest_title"),
        *(_headline_line(number, finding, says) for number, finding in enumerate(found, start=1)),
        *newest_told(services, place),
    )
    token = services.new_token()
    state = State("", tuple(kept(finding) for finding in found))
    return Turn(
        Reply(blocks, numbers_keyboard(token, len(found))),
        Shown(token, place.chat_id, dump(state)),
    )


def sources(services: Services, place: Place) -> Turn:
    """Lists the publishers of the archive."""
    says = services.phrases(place)
    publishers = services.archive(place).publishers()
    if not publishers:
        return Turn(say(says, "empty_archive"))
    lines: list[Node] = []
    for entry in publishers[:_SOURCES]:
        lines += quiet(isolate(clip(entry.name, _NAME_UNITS)))
        dates = [says.date(day) for day in (entry.first, entry.last) if day is not None]
        period = " \u2013 ".join(dict.fromkeys(dates))
        counted = says.count("articles", entry.article_count)
        lines += [Text(f": {counted}" + (f" ({period})" if period else "")), LINE]
    if len(publishers) > _SOURCES:
        lines += [Text(f"\u2026 +{len(publishers) - _SOURCES}"), LINE]
    told = newest_told(services, place)
    return Turn(Reply((_title(says, "sources_title"), tuple(lines[:-1]), *told)))


def article(services: Services, place: Place, article_id: ArticleId) -> Turn:
    """One article by its id, as far as it may be read here."""
    found = services.archive(place).article(article_id)
    if found is None:
        return Turn(say(services.phrases(place), "gone"))
    return article_turn(services, place, Finding(Kind.ARTICLE, found, None, 1.0))


def article_turn(services: Services, place: Place, finding: Finding) -> Turn:
    """The card of an article, and what a follow-up needs to ask about it."""
    memory = Memory(finding.article.headline, article_id=finding.article.id)
    state = State(finding.article.headline, (kept(finding),), memory=memory)
    return services.finding_turn(place, state, finding)


def privacy(services: Services, place: Place) -> Turn:
    """Says what is kept, and for how long."""
    rules = services.rules
    says = services.phrases(place)
    hours = says.count("hours", rules.memory_s // 3600)
    days = says.count("days", rules.buttons_s // 86400)
    return Turn(say(says, "privacy", hours=hours, days=days, letters=KEPT_CHARS))


def forget(services: Services, place: Place) -> Turn:
    """Keep nothing about this chat any more."""
    says = services.phrases(place)
    services.chats.forget(place.chat_id)
    return Turn(say(says, "forgotten"))


def forget_own(services: Services, place: Place) -> Turn:
    """Keep nothing more of what a person asked in a group."""
    services.chats.forget_person(place.chat_id, place.asker_id)
    return Turn(say(services.phrases(place), "forgotten_own"))


def language(services: Services, place: Place) -> Turn:
    """Offers the languages, one button each."""
    names = [phrases(code).name for code in languages()]
    return Turn(
        replace(say(services.phrases(place), "your_language"), keyboard=language_keyboard(names))
    )


def _headline_line(number: int, finding: Finding, says: Phrases) -> Nodes:
    reply = finding_reply(replace(finding, excerpt=None, also=()), says)
    return (Text(f"{number}. "), *reply.blocks[0])


def _examples(services: Services, place: Place, says: Phrases) -> tuple[str, ...]:
    """Three messages that this very archive has an answer to."""
    named = services.archive(place).people(limit=2)
    examples = [says.question("who", name=entry.name) for entry in named[:1]]
    examples += [says.question("said", name=e.name) for e in named if e.quote_count][:1]
    examples += [says.question("latest", topic=entry.name) for entry in named[1:2]]
    return tuple(examples)


def _speaker_and_topic(text: str, says: Phrases) -> tuple[str, str]:
    about = "|".join(map(re.escape, says.about_words()))
    parts = re.split(rf"(?:^|\s+)(?:{about})\s+", text.strip(), maxsplit=1, flags=re.IGNORECASE)
    return (parts[0].strip(), parts[1].strip() if len(parts) > 1 else "")


def _title(says: Phrases, key: str) -> Nodes:
    return (Bold(says.say(key)),)


def _as_turn(turn: Turn | Notice) -> Turn:
    return turn if isinstance(turn, Turn) else Turn(Reply(((Text(turn.text),),)))


def small_talk_turn(services: Services, place: Place, text: str) -> Turn | None:
    """The answer to a message that is nothing but small talk, None to any other."""
    match talk_of(text, small_talk()):
        case "greetings":
            return start(services, place, None)
        case "thanks":
            return Turn(say(services.phrases(place), "welcome"))
        case "abilities":
            return help_(services, place)
        case "nods":
            return Turn(say(services.phrases(place), "go_on"))
        case _:
            return None
