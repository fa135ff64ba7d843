"""Turns a press of a button into a turn, or a passing word: one table, one function a button."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from bot.answering.answer import Finding
from bot.conversation.asking import FINDINGS, ask, check_quotes, find_story
from bot.conversation.following import (
    change_pressed,
    follow_pressed,
    page_pressed,
    zone_pressed,
)
from bot.conversation.keyboard import article_keyboard
from bot.conversation.services import Services
from bot.conversation.state import State, dump, is_changed, kept, restore
from bot.conversation.tally import Event
from bot.conversation.turn import Notice, Place, Turn
from bot.reply.buttons import Act, Callback
from bot.reply.card import Reply, article_reply, attribution, finding_reply, pages
from bot.reply.markup import Pre
from bot.reply.phrases import languages, phrases
from bot.settings import ArticleView
from store.chats.chats import Feedback, Shown

# Sentences around, then the paragraph: there are no more steps, whatever a button says.
_MOST_WIDENINGS = 5
_VERDICTS = {
    Act.HELPFUL: "helpful",
    Act.UNHELPFUL: "unhelpful",
    Act.WRONG_SPEAKER: "wrong_speaker",
}


# What a press does, given the callback alone, the answer it is about, or a finding of that answer.
Action = Callable[[Services, Place, Callback], Turn | Notice]
_OfAnswer = Callable[[Services, Place, Callback, State], Turn | Notice]
_OfFinding = Callable[[Services, Place, Callback, State, Finding], Turn | Notice]


def press(services: Services, place: Place, callback: Callback | None) -> Turn | Notice:
    """Do what a button says (`ACTIONS`); a button too old or not ours gets a friendly word."""
    services.tally.count(Event.PRESSED)
    action = ACTIONS.get(callback.act) if callback is not None else None
    if callback is None or action is None:
        return services.notice(place, "stale")
    return action(services, place, callback)


def of_answer(act: _OfAnswer) -> Action:
    """An action on the answer that the callback's token names; stale where it is kept no more."""

    def action(services: Services, place: Place, callback: Callback) -> Turn | Notice:
        state = services.state(callback.token, place)
        if state is None:
            return services.notice(place, "stale")
        return act(services, place, callback, state)

    return action


def of_finding(act: _OfFinding, *, even_if_changed: bool = False) -> Action:
    """An action on one finding of an answer; a word where the article is gone or has changed."""

    def on_state(
        services: Services, place: Place, callback: Callback, state: State
    ) -> Turn | Notice:
        if callback.number >= len(state.findings):
            return services.notice(place, "stale")
        state = replace(state, at=callback.number)
        finding = restore(state.findings[state.at], services.archive(place))
        if finding is None:
            return services.notice(place, "gone")
        if not even_if_changed and is_changed(state.findings[state.at], finding):
            return services.notice(place, "changed")
        return act(services, place, callback, state, finding)

    return of_answer(on_state)


def _show(
    services: Services, place: Place, callback: Callback, state: State, finding: Finding
) -> Turn:
    return services.gated(place, services.finding_turn(place, state, finding, token=callback.token))


def _copy(
    services: Services, place: Place, callback: Callback, state: State, finding: Finding
) -> Turn:
    del state
    wide = _widened(services, place, finding, callback.level)
    text = attribution(wide, services.phrases(place))
    return Turn(Reply(((Pre(text),),)), is_new=True, quotes=finding.article.id)


def _exactly(services: Services, place: Place, callback: Callback, state: State) -> Turn:
    del callback
    return ask(services, place, state.question, exactly=True, title=state.title)


def _widen(
    services: Services, place: Place, callback: Callback, state: State, finding: Finding
) -> Turn | Notice:
    before = _widened(services, place, finding, callback.level - 1)
    wide = _widened(services, place, before, 1)
    if wide == before:
        return services.notice(place, "no_more_context")
    turn = services.finding_turn(place, state, wide, token=callback.token, level=callback.level)
    return services.gated(place, turn)


def _widened(services: Services, place: Place, finding: Finding, level: int) -> Finding:
    """The finding with its excerpt widened `level` times."""
    excerpt = finding.excerpt
    for _ in range(min(level, _MOST_WIDENINGS)):
        if excerpt is None:
            break
        wider = services.archive(place).widen(excerpt)
        if wider.span == excerpt.span:
            break
        excerpt = wider
    return replace(finding, excerpt=excerpt)


def _article(
    services: Services, place: Place, callback: Callback, state: State, finding: Finding
) -> Turn | Notice:
    """The article itself, as far as the operator lets it be read here."""
    says = services.phrases(place)
    view = services.rules.article_view
    shown = Shown(callback.token, place.chat_id, dump(state))
    if view is ArticleView.NOTHING:
        reply = finding_reply(replace(finding, excerpt=None), says)
        reply = replace(reply, blocks=(*reply.blocks, says.say("article_closed")))
        count, page = 1, 0
    else:
        spans = pages(finding.article)
        if not spans:
            return services.notice(place, "gone")
        count = 1 if view is ArticleView.OPENING else len(spans)
        page = min(callback.level, count - 1)
        label = says.text("article_page", page=page + 1, pages=len(spans))
        if view is ArticleView.OPENING:
            label = says.text("article_limited") if len(spans) > 1 else ""
        reply = article_reply(finding.article, spans[page], label, says)
    keyboard = article_keyboard(callback.token, state.at, page, count, says)
    return services.gated(place, Turn(replace(reply, keyboard=keyboard), shown))


def _more_by_speaker(
    services: Services, place: Place, callback: Callback, state: State, finding: Finding
) -> Turn | Notice:
    speaker = finding.speaker or ""
    seen = finding.excerpt.span if finding.excerpt is not None else None
    others = tuple(
        other
        for other in services.archive(place).quotes(speaker=speaker, limit=FINDINGS + 1)
        if other.excerpt is not None
        and (other.article.id != finding.article.id or other.excerpt.span != seen)
    )[:FINDINGS]
    if not others:
        return services.notice(place, "no_more_quotes", speaker=speaker)
    memory = replace(state.memory, person=speaker) if state.memory is not None else None
    others_state = State(
        state.question,
        tuple(kept(other) for other in others),
        title=state.title,
        back=callback.token,
        back_at=state.at,
        memory=memory,
    )
    return services.gated(place, services.finding_turn(place, others_state, others[0]))


def _judge(
    services: Services, place: Place, callback: Callback, state: State, found: Finding
) -> Notice:
    del found  # the verdict is on the finding as it was shown
    finding = state.findings[state.at]
    span, quote = finding.span, finding.quote
    # A finding may be helpful, and its speaker wrong all the same.
    of_speaker = ".speaker" if callback.act is Act.WRONG_SPEAKER else ""
    services.chats.judge(
        Feedback(
            place.chat_id,
            f"{callback.token}.{state.at}{of_speaker}",
            _VERDICTS[callback.act],
            state.question or state.title,
            finding.article_id,
            span.start if span is not None else None,
            span.stop if span is not None else None,
            finding.speaker,
            quote.start if quote is not None else None,
            quote.stop if quote is not None else None,
            finding.digest,
            asker_id=place.asker_id,
        )
    )
    return services.notice(place, "thanks")


def _check_quotes(services: Services, place: Place, callback: Callback, state: State) -> Turn:
    del callback
    return replace(check_quotes(services, place, state.question), is_new=True)


def _find_story(services: Services, place: Place, callback: Callback, state: State) -> Turn:
    del callback
    return replace(find_story(services, place, state.question), is_new=True)


def _suggest(services: Services, place: Place, callback: Callback, state: State) -> Turn | Notice:
    number = callback.number
    if number >= len(state.suggestions):
        return services.notice(place, "stale")
    suggestion = state.suggestions[number]
    turn = ask(services, place, suggestion, title=suggestion)
    return replace(turn, is_new=True)


def _choose_language(services: Services, place: Place, callback: Callback) -> Turn | Notice:
    codes, number = languages(), callback.number
    if number >= len(codes):
        return services.notice(place, "stale")
    services.chats.choose_language(place.chat_id, codes[number])
    return Turn(Reply((phrases(codes[number]).say("language_set"),)))


# Which function does what each button says. `Act.ADD` begins a job, which the carrier runs:
# `bot/handlers/adding.py`.
ACTIONS: Mapping[Act, Action] = {
    Act.FINDING: of_finding(_show),
    Act.WIDEN: of_finding(_widen),
    Act.ARTICLE: of_finding(_article, even_if_changed=True),
    Act.SPEAKER: of_finding(_more_by_speaker),
    Act.COPY: of_finding(_copy),
    Act.HELPFUL: of_finding(_judge),
    Act.UNHELPFUL: of_finding(_judge),
    Act.WRONG_SPEAKER: of_finding(_judge),
    Act.SUGGESTION: of_answer(_suggest),
    Act.EXACTLY: of_answer(_exactly),
    Act.QUOTES: of_answer(_check_quotes),
    Act.STORY: of_answer(_find_story),
    Act.LANGUAGE: _choose_language,
    Act.FOLLOW: of_answer(follow_pressed),
    Act.ZONE: of_answer(zone_pressed),
    Act.FOLLOWING: page_pressed,
    Act.PAUSE: change_pressed,
    Act.RESUME: change_pressed,
    Act.STOP: change_pressed,
}
