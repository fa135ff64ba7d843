"""Turns commands and buttons about follows into turns."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from bot.conversation.keyboard import zone_keyboard
from bot.conversation.services import Services, say
from bot.conversation.state import State, dump, subject_of
from bot.conversation.turn import TERMINAL, Notice, Place, Turn
from bot.conversation.wishes import Wish, parse_wish
from bot.hours import (
    clock_time,
    find_zone,
    load_digest,
    load_quiet,
    parse_digest,
    parse_quiet,
    zone_of,
)
from bot.reply.buttons import Act, Button, Callback, Keyboard, Press
from bot.reply.card import LINE, Reply
from bot.reply.markup import Bold, Node, Nodes, Text, isolate
from bot.reply.phrases import Phrases, hour_words, zone_names
from bot.reply.split import clip
from bot.reply.words import quiet as quieted
from store.chats.chats import Shown
from store.chats.follows import Added, Follow, Schedule

# Follows on one screen of the list.
_PAGE = 8
_LABEL_UNITS = 40


def follow(services: Services, place: Place, text: str) -> Turn:
    """Follow what the text says; how to say it where it says nothing."""
    says = services.phrases(place)
    if not text.strip():
        return Turn(say(says, "follow_what"))
    wish = parse_wish(text, services.archive(place))
    if not wish.interests:
        return Turn(say(says, "follow_too_common"))
    return _followed(services, place, wish, says)


def following(services: Services, place: Place, page: int = 0) -> Turn:
    """Lists the follows of a chat or topic, with buttons to pause, resume and stop."""
    says = services.phrases(place)
    follows = services.news.follows.of(place.chat_id, place.thread_id)
    if not follows:
        return Turn(say(says, "following_none"))
    page = min(page, (len(follows) - 1) // _PAGE)
    lines: list[Node] = []
    for one in follows[page * _PAGE : (page + 1) * _PAGE]:
        label = quieted(isolate(one.label))
        named = says.say("following_paused", label=label) if one.is_paused else label
        lines += [Text("• "), *named, LINE]
    blocks = ((Bold(says.say("following_title")),), tuple(lines[:-1]), _when(services, place, says))
    return Turn(Reply(blocks, _list_keyboard(follows, page, says)))


def digest(services: Services, place: Place, text: str) -> Turn:
    """News once a day or a week, or as it comes."""
    says = services.phrases(place)
    words = hour_words()
    if set(text.lower().split()) & words.off:
        return _arranged(services, place, replace(_schedule(services, place), digest=""), says)
    wanted = parse_digest(text, words)
    if wanted is None:
        return Turn(Reply((_when(services, place, says), says.say("digest_what"))))
    schedule = replace(_schedule(services, place), digest=wanted.dump())
    return _arranged(services, place, schedule, says)


def quiet(services: Services, place: Place, text: str) -> Turn:
    """Hours in which nothing is told."""
    says = services.phrases(place)
    if set(text.lower().split()) & hour_words().off:
        return _arranged(services, place, replace(_schedule(services, place), quiet=""), says)
    wanted = parse_quiet(text)
    if wanted is None:
        return Turn(Reply((_when(services, place, says), says.say("quiet_what"))))
    schedule = replace(_schedule(services, place), quiet=wanted.dump())
    return _arranged(services, place, schedule, says)


def timezone(services: Services, place: Place, text: str) -> Turn:
    """The time zone by which the chat lives."""
    says = services.phrases(place)
    zone = find_zone(text, zone_names()) if text.strip() else None
    if zone is not None:
        return _zone_set(services, place, zone, says)
    schedule = _schedule(services, place)
    lines = [says.say("zone_unknown")] if text.strip() else []
    if not lines and schedule.time_zone:
        lines = [_zone_told(services, schedule.time_zone, says)]
    return _asking_zone(services, place, Reply((*lines, says.say("zone_what"))), says)


def page_pressed(services: Services, place: Place, callback: Callback) -> Turn:
    """Show a page of what is followed; at level 1 in a message of its own."""
    return replace(following(services, place, callback.number), is_new=bool(callback.level))


def follow_pressed(
    services: Services, place: Place, callback: Callback, state: State
) -> Turn | Notice:
    """Follow what the answer is about (level 1), or another reading of what was typed."""
    if callback.level:
        return replace(follow(services, place, subject_of(state) or ""), is_new=True)
    if callback.number >= len(state.suggestions):
        return services.notice(place, "stale")
    _stop(services, place, state.question)
    return follow(services, place, state.suggestions[callback.number])


def zone_pressed(
    services: Services, place: Place, callback: Callback, state: State
) -> Turn | Notice:
    """Live by the time zone that was chosen."""
    if callback.number >= len(state.suggestions):
        return services.notice(place, "stale")
    chosen = state.suggestions[callback.number]
    return _zone_set(services, place, chosen, services.phrases(place))


def change_pressed(services: Services, place: Place, callback: Callback) -> Turn | Notice:
    """Pause, resume or stop the follow that the token is the number of."""
    follows = services.news.follows
    follow_id = int(callback.token) if callback.token.isdecimal() else 0
    if callback.act is Act.STOP:
        is_done = follows.stop(place.chat_id, follow_id)
    else:
        is_done = follows.pause(place.chat_id, follow_id, paused=callback.act is Act.PAUSE)
    if not is_done:
        return services.notice(place, "stale")
    return following(services, place, callback.number)


def _followed(services: Services, place: Place, wish: Wish, says: Phrases) -> Turn:
    rules, follows = services.rules, services.news.follows
    label = quieted(isolate(wish.label))
    added = follows.add(
        place.chat_id, place.thread_id, wish.label, wish.interests, most=rules.most_follows
    )
    if added is Added.FULL:
        return Turn(say(says, "follow_full", count=rules.most_follows))
    if added is Added.KNOWN:
        return Turn(Reply((says.say("follow_known", label=label),), _to_list(says)))
    schedule = follows.schedule(place.chat_id)
    if not schedule.language:
        follows.arrange(place.chat_id, replace(schedule, language=says.language))
    told = says.say(f"follow_{wish.kind}", label=label)
    blocks = (told, _when(services, place, says))
    meant = _meant(services, place, wish)
    if meant is None:
        return Turn(Reply(blocks, _to_list(says)))
    typed, used, text = meant
    token = services.new_token()
    state = State(wish.label, suggestions=(text,))
    button = Press(
        says.button("follow", label=clip(used, _LABEL_UNITS)), Callback(Act.FOLLOW, token)
    )
    note = says.say("follow_misspelt", typed=quieted(typed), used=quieted(used))
    return Turn(
        Reply((*blocks, note), ((button,), *_to_list(says))),
        Shown(token, place.chat_id, dump(state)),
    )


def _meant(services: Services, place: Place, wish: Wish) -> tuple[str, str, str] | None:
    """(word, the archive's word for it, the wish with that) where a word seems misspelt."""
    if len(wish.interests) != 1 or len(wish.interests[0].words) != 1:
        return None
    (word,) = wish.interests[0].words
    corrections = services.archive(place).answer(word, limit=1).corrections
    if len(corrections) != 1 or corrections[0].typed.lower() != word.lower():
        return None
    used = corrections[0].used
    if word[:1].isupper():
        used = used[:1].upper() + used[1:]
    return word, used, used


def _stop(services: Services, place: Place, text: str) -> None:
    """Ends a follow that was misspelt."""
    wish = parse_wish(text, services.archive(place))
    follows = services.news.follows
    for one in follows.of(place.chat_id, place.thread_id):
        if one.interests == wish.interests:
            follows.stop(place.chat_id, one.id)


def _arranged(services: Services, place: Place, schedule: Schedule, says: Phrases) -> Turn:
    services.news.follows.arrange(place.chat_id, schedule)
    reply = Reply((_when(services, place, says),), _to_list(says))
    needs_zone = not schedule.time_zone and (schedule.digest or schedule.quiet)
    if not needs_zone:
        return Turn(reply)
    asking = replace(reply, blocks=(*reply.blocks, says.say("zone_ask")), keyboard=())
    return _asking_zone(services, place, asking, says)


def _asking_zone(services: Services, place: Place, reply: Reply, says: Phrases) -> Turn:
    token = services.new_token()
    zones = says.zones()
    state = State("", suggestions=tuple(zones.values()))
    return Turn(
        replace(reply, keyboard=zone_keyboard(token, tuple(zones))),
        Shown(token, place.chat_id, dump(state)),
    )


def _zone_set(services: Services, place: Place, zone: str, says: Phrases) -> Turn:
    schedule = replace(_schedule(services, place), time_zone=zone)
    services.news.follows.arrange(place.chat_id, schedule)
    blocks = [_zone_told(services, zone, says)]
    if schedule.digest or schedule.quiet:
        blocks.append(_when(services, place, says))
    return Turn(Reply(tuple(blocks)))


def _zone_told(services: Services, zone: str, says: Phrases) -> Nodes:
    now = datetime.fromtimestamp(services.news.follows.now(), zone_of(zone))
    return says.say("zone_set", zone=quieted(zone), time=f"{now:%H:%M}")


def _schedule(services: Services, place: Place) -> Schedule:
    schedule = services.news.follows.schedule(place.chat_id)
    return schedule if schedule.language else replace(schedule, language=place.language or "")


def _when(services: Services, place: Place, says: Phrases) -> Nodes:
    """When this chat is told."""
    if place.chat_id == TERMINAL:
        return says.say("told_in_terminal")
    schedule = services.news.follows.schedule(place.chat_id)
    zone = quieted(schedule.time_zone or "UTC")
    wanted, silent = load_digest(schedule.digest), load_quiet(schedule.quiet)
    if wanted is not None:
        time = clock_time(wanted.minute)
        if wanted.weekday is None:
            return says.say("told_daily", time=time, zone=zone)
        day = says.day(wanted.weekday)
        return says.say("told_weekly", day=day, time=time, zone=zone)
    soon = says.say("told_soon")
    if silent is None:
        return soon
    start, stop = clock_time(silent.start), clock_time(silent.stop)
    return (*soon, Text(" "), *says.say("told_not_between", start=start, stop=stop, zone=zone))


def _to_list(says: Phrases) -> Keyboard:
    return ((Press(says.button("following"), Callback(Act.FOLLOWING, level=1)),),)


def _list_keyboard(follows: tuple[Follow, ...], page: int, says: Phrases) -> Keyboard:
    rows: list[tuple[Button, ...]] = []
    for one in follows[page * _PAGE : (page + 1) * _PAGE]:
        label = clip(one.label, _LABEL_UNITS)
        act, key = (Act.RESUME, "resume") if one.is_paused else (Act.PAUSE, "pause")
        rows.append(
            (
                Press(says.button(key, label=label), Callback(act, str(one.id), page)),
                Press(says.button("stop", label=label), Callback(Act.STOP, str(one.id), page)),
            )
        )
    turn: list[Button] = []
    if page > 0:
        turn.append(Press(says.button("page_previous"), Callback(Act.FOLLOWING, "", page - 1)))
    if (page + 1) * _PAGE < len(follows):
        turn.append(Press(says.button("page_next"), Callback(Act.FOLLOWING, "", page + 1)))
    return (*rows, tuple(turn)) if turn else tuple(rows)
