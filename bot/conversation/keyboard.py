"""Chooses the buttons under a reply. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from bot.answering.answer import Finding, Kind
from bot.conversation.state import State, subject_of
from bot.reply.buttons import (
    COPY_CHARS,
    Act,
    Button,
    Callback,
    Copy,
    Keyboard,
    Pass,
    Press,
    Share,
    share_query,
)
from bot.reply.card import attribution, headline
from bot.reply.markup import utf16_length
from bot.reply.payload import Payload, PayloadKind, encode_payload
from bot.reply.phrases import Phrases
from bot.reply.split import clip

_LABEL_UNITS = 40


def finding_keyboard(
    token: str,
    state: State,
    finding: Finding,
    phrases: Phrases,
    *,
    level: int,
    can_share: bool,
    is_private: bool = False,
) -> Keyboard:
    """The buttons under one finding of an answer.

    The buttons of a private one hold none of its words: those would work when it may not be read
    any more.
    """
    at, count = state.at, len(state.findings)
    rows: list[list[Button]] = [[], [], [], [], []]
    browse, look, keep, judge, again = rows
    if at > 0:
        browse.append(_press(phrases.button("previous"), Act.FINDING, token, at - 1))
    if at + 1 < count:
        label = phrases.button("next", number=at + 2, count=count)
        browse.append(_press(label, Act.FINDING, token, at + 1))
    if finding.excerpt is not None:
        look.append(_press(phrases.button("context"), Act.WIDEN, token, at, level + 1))
    look.append(_press(phrases.button("source"), Act.ARTICLE, token, at))
    if finding.kind is Kind.QUOTE and finding.speaker is not None:
        surname = clip(finding.speaker.split()[-1], _LABEL_UNITS)
        look.append(_press(phrases.button("speaker", speaker=surname), Act.SPEAKER, token, at))
    keep.append(_copy(finding, phrases, token, at, level, is_private=is_private))
    if can_share or not is_private:
        keep.append(_share(finding, phrases, token, at, can_share=can_share))
    judge.append(_press(phrases.button("helpful"), Act.HELPFUL, token, at))
    judge.append(_press(phrases.button("unhelpful"), Act.UNHELPFUL, token, at))
    if finding.kind is Kind.QUOTE:
        judge.append(_press(phrases.button("wrong_speaker"), Act.WRONG_SPEAKER, token, at))
    if state.corrections:
        typed = clip(" ".join(correction.typed for correction in state.corrections), _LABEL_UNITS)
        again.append(_press(phrases.button("exactly", words=typed), Act.EXACTLY, token))
    subject = subject_of(state)
    if subject is not None:
        again.append(follow_button(token, subject, phrases))
    if state.back:
        again.append(_press(phrases.button("back"), Act.FINDING, state.back, state.back_at))
    near = suggestion_keyboard(token, state.suggestions)
    return (*(tuple(row) for row in rows if row), *near)


def follow_button(token: str, subject: str, phrases: Phrases) -> Button:
    """Follow what an answer is about."""
    label = phrases.button("follow", label=clip(subject, _LABEL_UNITS))
    return _press(label, Act.FOLLOW, token, 0, 1)


def article_keyboard(token: str, at: int, page: int, count: int, phrases: Phrases) -> Keyboard:
    """The buttons under one page of an article."""
    turn: list[Button] = []
    if page > 0:
        turn.append(_press(phrases.button("page_previous"), Act.ARTICLE, token, at, page - 1))
    if page + 1 < count:
        turn.append(_press(phrases.button("page_next"), Act.ARTICLE, token, at, page + 1))
    back = (_press(phrases.button("back"), Act.FINDING, token, at),)
    return (tuple(turn), back) if turn else (back,)


def suggestion_keyboard(token: str, suggestions: Sequence[str]) -> Keyboard:
    """One row for each message a person could send."""
    return tuple(
        (_press(clip(suggestion, _LABEL_UNITS), Act.SUGGESTION, token, number),)
        for number, suggestion in enumerate(suggestions)
    )


def numbers_keyboard(token: str, count: int) -> Keyboard:
    """One button for each finding of a list."""
    return (tuple(_press(str(n + 1), Act.FINDING, token, n) for n in range(count)),)


def language_keyboard(names: Sequence[str]) -> Keyboard:
    """One button for each language, by what it calls itself."""
    return (tuple(_press(name, Act.LANGUAGE, "", n) for n, name in enumerate(names)),)


def words_keyboard(token: str, phrases: Phrases) -> Keyboard:
    """Buttons for somebody's message: check its quotes, find its article."""
    return (
        (_press(phrases.button("check_quotes"), Act.QUOTES, token),),
        (_press(phrases.button("find_article"), Act.STORY, token),),
    )


def offer_keyboard(token: str, phrases: Phrases) -> Keyboard:
    """One button that adds what is offered."""
    return ((_press(phrases.button("add"), Act.ADD, token),),)


def zone_keyboard(token: str, names: Sequence[str]) -> Keyboard:
    """One button for each time zone, by what people call it."""
    return _in_rows([_press(name, Act.ZONE, token, n) for n, name in enumerate(names)], 3)


def news_keyboard(token: str, shown: int, more: int, phrases: Phrases) -> Keyboard:
    """Numbers for the articles shown and one for the rest, and the way to what is followed."""
    numbers = [_press(str(n + 1), Act.FINDING, token, n) for n in range(shown)]
    if more:
        numbers.append(_press(f"+{more}", Act.FINDING, token, shown))
    return (tuple(numbers), (_press(phrases.button("following"), Act.FOLLOWING, "", 0, 1),))


def _in_rows(buttons: Sequence[Button], width: int) -> Keyboard:
    return tuple(tuple(buttons[start : start + width]) for start in range(0, len(buttons), width))


def _copy(
    finding: Finding, phrases: Phrases, token: str, at: int, level: int, *, is_private: bool
) -> Button:
    """Telegram copies up to 256 characters by itself; longer words come as a message to tap."""
    text = attribution(finding, phrases)
    if utf16_length(text) <= COPY_CHARS and not is_private:
        return Copy(phrases.button("copy"), text)
    return _press(phrases.button("copy"), Act.COPY, token, at, level)


def _share(finding: Finding, phrases: Phrases, token: str, at: int, *, can_share: bool) -> Button:
    """The answer itself where the bot can be asked inline, else a link to its article."""
    label = phrases.button("share")
    if can_share:
        return Share(label, share_query(token, at))
    payload = encode_payload(Payload(PayloadKind.ARTICLE, str(finding.article.id)))
    return Pass(label, payload or "", headline(finding.article))


def _press(label: str, act: Act, token: str, number: int = 0, level: int = 0) -> Press:
    return Press(label, Callback(act, token, number, level))
