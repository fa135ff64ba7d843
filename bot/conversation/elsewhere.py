"""Answers for chats the bot is not in: findings to choose from, each a message of its own."""

from __future__ import annotations

from dataclasses import dataclass, replace

from bot.answering.answer import Finding
from bot.conversation.asking import QUESTION_CHARS
from bot.conversation.services import Services, say
from bot.conversation.state import State, dump, is_changed, restore
from bot.conversation.tally import Event
from bot.conversation.turn import Place, Turn
from bot.reply.buttons import Open, parse_share_query
from bot.reply.card import Reply, corrections_block, finding_reply, headline, unsure_block
from bot.reply.payload import Payload, PayloadKind, encode_payload
from bot.reply.split import Blocks, clip
from store.chats.chats import Shown

PAGE = 10
# Telegram lists at most 50 results.
MOST = 50
_DESCRIPTION_UNITS = 200


@dataclass(frozen=True, slots=True)
class Choice:
    """One finding in a list: what the list shows of it, and the message it becomes.

    `id` is at most 64 bytes and names the finding.
    """

    id: str
    title: str
    description: str
    reply: Reply


def choices(services: Services, place: Place, query: str, offset: int) -> tuple[Choice, ...]:
    """A page of findings for an inline query, from `offset` on; the newest for an empty one."""
    services.tally.count(Event.INLINE)
    shared = parse_share_query(query)
    if shared is not None:
        return _choices(services, place, _shared(services, place, *shared))
    limit = min(offset + PAGE, MOST)
    if not query.strip():
        return _choices(services, place, services.archive(place).latest(limit)[offset:])
    answer = services.archive(place).answer(query.strip()[:QUESTION_CHARS], limit=limit)
    services.tally.took(answer.took_ms / 1000)
    says = services.phrases(place)
    lead = corrections_block(answer.corrections, says)
    lead = (*lead, *unsure_block(says, is_unsure=answer.is_unsure))
    return _choices(services, place, answer.shown[offset:], lead)


def ask_in_private(services: Services, place: Place, question: str) -> str:
    """Makes the payload of a link to the bot, by which the question is asked there.

    The question itself, or the token of where it is kept when it is too long for a link.
    """
    payload = encode_payload(Payload(PayloadKind.QUESTION, question))
    if payload is not None:
        return payload
    token = services.new_token()
    kept = Shown(token, place.chat_id, dump(State(question[:QUESTION_CHARS])))
    services.keep(place, Turn(Reply(()), kept))
    return f"{PayloadKind.SHOWN}{token}"


def guest_reply(services: Services, place: Place, question: str) -> Choice:
    """The one message that answers a guest's question."""
    found = choices(services, place, question, 0)
    return found[0] if found else sentence(services, place, "nothing_found")


def sentence(services: Services, place: Place, key: str) -> Choice:
    """A message of one sentence in the place of an answer."""
    says = services.phrases(place)
    return Choice(key, says.text(key), "", Reply((says.say(key),)))


def _shared(services: Services, place: Place, token: str, number: int) -> tuple[Finding, ...]:
    state = services.state(token)
    if state is None or number >= len(state.findings):
        return ()
    finding = restore(state.findings[number], services.archive(place))
    if finding is None or is_changed(state.findings[number], finding):
        return ()
    return (finding,)


def _choices(
    services: Services,
    place: Place,
    findings: tuple[Finding, ...],
    lead: Blocks = (),
) -> tuple[Choice, ...]:
    says = services.phrases(place)
    made: list[Choice] = []
    for finding in findings:
        reply = finding_reply(finding, says, lead)
        turn = services.gated(place, Turn(reply, quotes=finding.article.id))
        if turn.reply is not reply:
            continue
        article = finding.article
        if finding.excerpt is None:
            name, description = f"{article.id}", article.publisher or ""
        else:
            span = finding.excerpt.span
            name = f"{article.id}.{span.start}.{span.stop}"
            description = " ".join(finding.excerpt.text.split())
        title = f"{finding.speaker}: {headline(article)}" if finding.speaker else headline(article)
        payload = encode_payload(Payload(PayloadKind.ARTICLE, str(article.id)))
        if services.is_private(turn):
            # Telegram cannot protect what is sent inline: its words stay in the list.
            reply = say(says, "read_in_the_bot")
        if payload is not None:
            reply = replace(reply, keyboard=((Open(says.button("open"), payload),),))
        made.append(Choice(name, title, clip(description, _DESCRIPTION_UNITS), reply))
    return tuple({choice.id: choice for choice in made}.values())
