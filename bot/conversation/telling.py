"""New articles that wait for a chat become one message."""

from __future__ import annotations

from dataclasses import dataclass

from bot.answering.answer import Finding, Kind
from bot.conversation.keyboard import news_keyboard
from bot.conversation.services import Services
from bot.conversation.state import State, dump, kept
from bot.conversation.turn import Place, Turn
from bot.hours import is_due, load_digest, load_quiet, zone_of
from bot.reply.card import LINE, Reply, finding_reply
from bot.reply.markup import Bold, Node, Nodes, Text, isolate
from bot.reply.phrases import Phrases
from bot.reply.split import Blocks, fits
from bot.reply.words import quiet
from store.chats.chats import Shown
from store.chats.follows import Waiting
from store.chats.news import Item
from store.model import ArticleId, Excerpt

# Articles whose words stand in the message.
_SHOWN = 5
# Articles whose cards a button turns to.
_KEPT = 50
_MOST_LABELS = 5


@dataclass(frozen=True, slots=True)
class Bulletin:
    """A message for one place, and which articles it tells of. `turn` is None for nothing left."""

    place: Place
    taken: tuple[ArticleId, ...]
    turn: Turn | None


def due_places(services: Services) -> tuple[Place, ...]:
    """Chats and topics that are to be told now, those that wait longest first."""
    now = services.news.follows.now()
    return tuple(
        place
        for waiting in services.news.follows.waiting()
        for place, is_time in (_place(services, waiting, now),)
        if is_time
    )


def take_news(services: Services, place: Place) -> Bulletin:
    """Takes the news of a place as one message. It counts as told, unless it is given back."""
    taken = services.news.follows.take(place.chat_id, place.thread_id)
    ids = tuple(article_id for article_id, _ in taken)
    items = services.news.items(place.chat_id, place.thread_id, taken)
    says = services.phrases(place)
    told = [(item, finding) for item in items for finding in _findings(services, place, item, says)]
    return Bulletin(place, ids, _turn(services, place, told, says) if told else None)


def _place(services: Services, waiting: Waiting, now: int) -> tuple[Place, bool]:
    schedule = services.news.follows.schedule(waiting.chat_id)
    is_time = is_due(
        first_s=waiting.first_at,
        last_s=waiting.last_at,
        told_s=waiting.told_at,
        now_s=now,
        zone=zone_of(schedule.time_zone),
        digest=load_digest(schedule.digest),
        quiet=load_quiet(schedule.quiet),
    )
    return Place(waiting.chat_id, waiting.thread_id, schedule.language or None), is_time


def _findings(services: Services, place: Place, item: Item, says: Phrases) -> tuple[Finding, ...]:
    """The item as a finding; none where its words are not, letter for letter, the article's."""
    shown = item.shown
    if shown is None:
        return (Finding(Kind.ARTICLE, item.article, None, 1.0, also=item.also),)
    kind = Kind.QUOTE if shown.quote is not None else Kind.EXCERPT
    excerpt = Excerpt(item.article, shown.span, shown.highlights)
    finding = Finding(kind, item.article, excerpt, 1.0, shown.quote, item.also)
    reply = finding_reply(finding, says)
    turn = services.gated(place, Turn(reply))
    return (finding,) if turn.reply is reply else ()


def _turn(
    services: Services, place: Place, told: list[tuple[Item, Finding]], says: Phrases
) -> Turn:
    labels = tuple(dict.fromkeys(label for item, _ in told for label in item.labels))
    findings = [finding for _, finding in told]
    shown = min(_SHOWN, len(findings))
    while shown > 1 and not fits(_blocks(findings, shown, labels, says)):
        shown -= 1
    replies = [finding_reply(finding, says) for finding in findings[:shown]]
    token = services.new_token()
    more = min(len(findings), _KEPT) - shown
    reply = Reply(
        _blocks(findings, shown, labels, says),
        news_keyboard(token, shown, more, says),
        replies[0].preview_url if len(findings) == 1 else None,
        tuple(excerpt for one in replies for excerpt in one.shows),
    )
    title = says.text("news_title", labels=", ".join(labels[:_MOST_LABELS]))
    state = State(title, tuple(kept(finding) for finding in findings[:_KEPT]))
    turn = Turn(reply, Shown(token, place.chat_id, dump(state)))
    return services.gated(place, turn)


def _blocks(findings: list[Finding], shown: int, labels: tuple[str, ...], says: Phrases) -> Blocks:
    blocks: list[Nodes] = [_title(labels, says)]
    for number, finding in enumerate(findings[:shown], start=1):
        first, *others = finding_reply(finding, says).blocks
        if len(findings) > 1:
            gap = LINE if finding.excerpt is not None else Text(" ")
            first = (Text(f"{number}."), gap, *first)
        blocks += [first, *others]
    if len(findings) > shown:
        blocks.append(says.say("news_more", count=len(findings) - shown))
    return tuple(blocks)


def _title(labels: tuple[str, ...], says: Phrases) -> Nodes:
    nodes: list[Node] = []
    for label in labels[:_MOST_LABELS]:
        if nodes:
            nodes.append(Text(", "))
        nodes += quiet(isolate(label))
    if len(labels) > _MOST_LABELS:
        nodes.append(Text(", …"))
    title = says.say("news_title", labels=tuple(nodes))
    # Bold may not hold the code that keeps a label from linking.
    return (Bold(title),) if all(isinstance(node, Text) for node in title) else title
