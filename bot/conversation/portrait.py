"""The card of a person: nothing but what stands in articles, each with its date and source."""

from __future__ import annotations

from bot.answering.answer import Correction, Finding, PersonEntry
from bot.asking.memory import Memory
from bot.conversation.keyboard import follow_button, suggestion_keyboard
from bot.conversation.services import Services
from bot.conversation.state import State, dump
from bot.conversation.turn import Place, Turn
from bot.language.intents import Intent
from bot.reply.card import LINE, Reply, corrections_block, excerpt_block, headline, narrow
from bot.reply.link import is_web_address
from bot.reply.markup import Bold, Italic, Link, Node, Nodes, Text, isolate
from bot.reply.phrases import Phrases
from bot.reply.split import clip
from bot.reply.words import quiet
from store.chats.chats import Shown
from store.model import Article, Excerpt

_ROLES = 3
_SAID = 2
_SHOWN_UNITS = 300
_NAME_UNITS = 100
_BETWEEN = Text(" \u00b7 ")


def person_turn(
    services: Services,
    place: Place,
    entry: PersonEntry,
    corrections: tuple[Correction, ...] = (),
) -> Turn:
    """Roles with their dates, the latest mention, words of theirs, and who they appear with."""
    says = services.phrases(place)
    head: list[Node] = [*_bold(entry.name), LINE, Text(counts(entry, says))]
    blocks: list[Nodes] = [tuple(head)]
    shows: list[Excerpt] = []

    def show(title: Nodes, excerpt: Excerpt) -> None:
        shown = narrow(excerpt, _SHOWN_UNITS)
        blocks.append((*title, excerpt_block(shown), LINE, *_source(shown.article, says)))
        shows.append(shown)

    for role in entry.roles[:_ROLES]:
        show((), role)
    if entry.latest is not None:
        show((Italic(says.say("card_latest")), LINE), entry.latest)
    for finding in entry.said[:_SAID]:
        if finding.excerpt is not None:
            show((Italic(_by(finding, says)), LINE), finding.excerpt)
    if entry.company:
        told = (f"{one.name} ({one.article_count})" for one in entry.company)
        blocks.append(says.say("card_company", names=quiet(clip(", ".join(told), 400))))
    questions = (
        says.question("said", name=entry.name),
        says.question("latest", topic=entry.name),
    )
    token = services.new_token()
    about = Memory(entry.name, person=entry.name, intent=Intent.PERSON)
    state = State(entry.name, suggestions=questions, memory=about)
    reply = Reply(
        (*corrections_block(corrections, says), *blocks),
        (*suggestion_keyboard(token, questions), (follow_button(token, entry.name, says),)),
        shows=tuple(shows),
    )
    memory = Memory(entry.name, person=entry.name)
    return services.gated(place, Turn(reply, Shown(token, place.chat_id, dump(state)), memory))


def counts(entry: PersonEntry, says: Phrases) -> str:
    """How often and where a person is named."""
    counted = (
        says.count("mentions", entry.mention_count),
        says.count("articles", entry.article_count),
        says.count("quotes", entry.quote_count),
    )
    return ", ".join(counted)


def _by(finding: Finding, says: Phrases) -> Nodes:
    return says.say("by_speaker", speaker=quiet(clip(finding.speaker or "", _NAME_UNITS)))


def _source(article: Article, says: Phrases) -> Nodes:
    title = isolate(headline(article))
    linked: Nodes = quiet(title)
    if article.url is not None and is_web_address(article.url):
        linked = (Link(article.url, (Text(title),)),)
    dated = (says.date_node(article.published),) if article.published else says.say("undated")
    return (*linked, _BETWEEN, *dated)


def _bold(text: str) -> Nodes:
    nodes = quiet(isolate(clip(text, _NAME_UNITS)))
    return (Bold(nodes),) if all(isinstance(node, Text) for node in nodes) else nodes
