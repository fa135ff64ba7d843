"""A press of a button becomes a turn, or a passing word."""

from __future__ import annotations

from dataclasses import replace

from bot.answering.answer import Finding
from bot.conversation.asking import FINDINGS, ask
from bot.conversation.following import FOLLOWING_ACTS, press_following
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


def press(services: Services, place: Place, callback: Callback | None) -> Turn | Notice:
    """What a button does; a button that is too old or not ours gets a friendly word."""
    services.tally.count(Event.PRESSED)
    if callback is None:
        return services.notice(place, "stale")
    if callback.act is Act.LANGUAGE:
        return _choose_language(services, place, callback.number)
    if callback.act in FOLLOWING_ACTS:
        return press_following(services, place, callback)
    state = services.state(callback.token)
    if state is None:
        return services.notice(place, "stale")
    if callback.act is Act.SUGGESTION:
        return _suggest(services, place, state, callback.number)
    if callback.act is Act.EXACTLY:
        return ask(services, place, state.question, exactly=True, title=state.title)
    return _about_finding(services, place, state, callback)


def _about_finding(
    services: Services, place: Place, state: State, callback: Callback
) -> Turn | Notice:
    if callback.number >= len(state.findings):
        return services.notice(place, "stale")
    state = replace(state, at=callback.number)
    finding = restore(state.findings[state.at], services.archive(place))
    if finding is None:
        return services.notice(place, "gone")
    if callback.act is Act.ARTICLE:
        return _article(services, place, state, finding, callback)
    if is_changed(state.findings[state.at], finding):
        return services.notice(place, "changed")
    match callback.act:
        case Act.WIDEN:
            return _widen(services, place, state, finding, callback)
        case Act.SPEAKER:
            return _more_by_speaker(services, place, state, finding, callback.token)
        case Act.COPY:
            wide = _widened(services, place, finding, callback.level)
            text = attribution(wide, services.phrases(place))
            return Turn(Reply(((Pre(text),),)), is_new=True)
        case Act.HELPFUL | Act.UNHELPFUL | Act.WRONG_SPEAKER:
            return _judge(services, place, state, callback)
        case _:
            turn = services.finding_turn(place, state, finding, token=callback.token)
            return services.gated(place, turn)


def _widen(
    services: Services, place: Place, state: State, finding: Finding, callback: Callback
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
    services: Services, place: Place, state: State, finding: Finding, callback: Callback
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
    services: Services, place: Place, state: State, finding: Finding, token: str
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
        back=token,
        back_at=state.at,
        memory=memory,
    )
    return services.gated(place, services.finding_turn(place, others_state, others[0]))


def _judge(services: Services, place: Place, state: State, callback: Callback) -> Notice:
    finding = state.findings[state.at]
    span, quote = finding.span, finding.quote
    # A finding may be helpful, and its speaker wrong all the same.
    of_speaker = ".speaker" if callback.act is Act.WRONG_SPEAKER else ""
    services.readers.judge(
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
        )
    )
    return services.notice(place, "thanks")


def _suggest(services: Services, place: Place, state: State, number: int) -> Turn | Notice:
    if number >= len(state.suggestions):
        return services.notice(place, "stale")
    suggestion = state.suggestions[number]
    turn = ask(services, place, suggestion, title=suggestion)
    return replace(turn, is_new=True)


def _choose_language(services: Services, place: Place, number: int) -> Turn | Notice:
    codes = languages()
    if number >= len(codes):
        return services.notice(place, "stale")
    services.readers.choose_language(place.chat_id, codes[number])
    return Turn(Reply((phrases(codes[number]).say("language_set"),)))
