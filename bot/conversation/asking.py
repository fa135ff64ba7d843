"""A question becomes a turn."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from bot.answering.answer import Answer, Correction, Finding, Kind, PersonEntry
from bot.answering.literally import signs_in
from bot.asking.memory import Memory
from bot.conversation.keyboard import follow_button, suggestion_keyboard
from bot.conversation.services import Services, say
from bot.conversation.state import State, dump, kept, load, memory_at
from bot.conversation.tally import Event
from bot.conversation.turn import Place, Turn
from bot.language.intents import Aspect, Intent
from bot.reply.card import (
    LINE,
    Reply,
    corrections_block,
    excerpt_block,
    finding_reply,
    headline,
    narrow,
)
from bot.reply.link import is_web_address
from bot.reply.markup import Bold, Italic, Link, Node, Nodes, Text, isolate
from bot.reply.phrases import Phrases
from bot.reply.split import clip
from bot.reply.words import quiet
from store.chats.chats import Shown
from store.model import Article, Excerpt
from store.text.words import find_words

# More of a message than this is not read: no question needs it.
QUESTION_CHARS = 1000
# As many findings as "More" goes through.
FINDINGS = 5
_SUGGESTIONS = 3
# A surname alone means whoever is named so many times as often as the next.
_FAR_MORE = 5
_PAIR = 2


def ask(
    services: Services,
    place: Place,
    text: str,
    *,
    exactly: bool = False,
    about: Shown | None = None,
    title: str = "",
) -> Turn:
    """Answer a message.

    `about` is the answer that the message replies to: its article is asked, and the whole archive
    where that has nothing, which is said. Without one the turn before in this place is leaned on.
    `exactly` takes every word as typed. `title` stands over the answer where the person did not
    type the question here.
    """
    question = text.strip()
    if not any(character.isalnum() for character in question) and not signs_in(question):
        return Turn(say(services.phrases(place), "nothing_asked"))
    lean = _memory_of(about)
    read = partial(
        services.archive(place).answer,
        question[:QUESTION_CHARS],
        after=lean or services.memory(place),
        limit=FINDINGS,
        exactly=exactly,
    )
    answer = read(in_article=lean.article_id if lean is not None else None)
    if not answer.is_answered and lean is not None and lean.article_id is not None:
        everywhere = read()
        if everywhere.is_answered or not answer.shown:
            answer = everywhere
            title = title or (services.phrases(place).text("elsewhere") if answer.shown else "")
    services.tally.took(answer.took_ms / 1000)
    if answer.leans_on_nothing:
        return Turn(say(services.phrases(place), "about_what"))
    services.tally.count(Event.ANSWERED if answer.is_answered else Event.DECLINED)
    if not answer.shown:
        return _declined(services, place, answer, title)
    if lean is None and not title and (card := _card(services, place, answer)) is not None:
        return card
    state = state_of(answer, title=title)
    turn = services.finding_turn(place, state, answer.shown[0])
    reply = _beside(_told(turn.reply, answer, services, place), answer, services, place)
    turn = services.gated(place, replace(turn, reply=reply))
    if len(question) > QUESTION_CHARS:
        note = services.phrases(place).say("too_long")
        return replace(turn, reply=_below(turn.reply, note))
    return turn


def _beside(reply: Reply, answer: Answer, services: Services, place: Place) -> Reply:
    """The reply with the second of two speakers beside the first, or with who said nothing."""
    if answer.intent is not Intent.COMPARE:
        return reply
    says = services.phrases(place)
    if answer.missing:
        note = says.say("missing", speaker=", ".join(answer.missing))
        return _below(reply, note)
    if len(answer.findings) < _PAIR:
        return reply
    second = finding_reply(answer.findings[1], says)
    return replace(
        reply, blocks=(*reply.blocks, *second.blocks), shows=(*reply.shows, *second.shows)
    )


def _told(reply: Reply, answer: Answer, services: Services, place: Place) -> Reply:
    """The reply below what was asked about its article, if the article's card does not say it."""
    says, article = services.phrases(place), answer.shown[0].article
    told = ""
    if answer.count is not None:
        told = says.count("articles", answer.count.articles)
        told = says.text("at_least", count=told) if answer.count.is_least else told
    elif answer.aspect is Aspect.LENGTH:
        told = says.count("words", len(find_words(article.text)))
    elif answer.aspect is Aspect.TRUE:
        told = says.text("is_it_true")
    elif answer.aspect is Aspect.SPEAKER and answer.findings[0].kind is Kind.EXCERPT:
        told = says.text("check_article")
    elif answer.aspect is Aspect.AUTHOR and not article.byline:
        told = says.text("no_author")
    elif answer.aspect is Aspect.PUBLISHER and not article.publisher:
        told = says.text("no_publisher")
    return replace(reply, blocks=((Text(told),), *reply.blocks)) if told else reply


def state_of(answer: Answer, *, title: str = "") -> State:
    """Makes the state that the buttons under an answer need."""
    headlines = {finding.article.headline for finding in answer.shown}
    near = tuple(one for one in answer.suggestions if one not in headlines)
    return State(
        answer.question,
        tuple(kept(finding) for finding in answer.shown),
        near[:_SUGGESTIONS],
        answer.corrections,
        title,
        memory=answer.memory,
        check=answer.check,
        is_unsure=answer.is_unsure,
    )


def _card(services: Services, place: Place, answer: Answer) -> Turn | None:
    """The card of whoever was asked for, where the name is one person's."""
    is_of_person = answer.is_answered and answer.intent is Intent.PERSON
    if not is_of_person or answer.memory is None or not answer.memory.person:
        return None
    archive = services.archive(place)
    entries = archive.people(answer.memory.person, limit=2)
    if len(entries) == 2:
        first, second = entries
        if first.mention_count < _FAR_MORE * second.mention_count:
            return None
        entries = archive.people(first.name, limit=1)
    return person_turn(services, place, entries[0], answer.corrections) if entries else None


def _declined(services: Services, place: Place, answer: Answer, title: str) -> Turn:
    says = services.phrases(place)
    suggestions = answer.suggestions[:_SUGGESTIONS]
    nothing = "check_absent" if answer.check is not None else "nothing_found"
    nothing = "no_more" if answer.is_more and answer.memory is not None else nothing
    reply = say(says, nothing if services.archive(place).latest(1) else "empty_archive")
    if suggestions:
        reply = replace(reply, blocks=(*reply.blocks, says.say("near")))
    if title:
        reply = replace(reply, blocks=((Italic(quiet(clip(title, 300))),), *reply.blocks))
    token = services.new_token()
    state = State(answer.question, suggestions=suggestions, memory=answer.memory)
    keyboard = suggestion_keyboard(token, suggestions)
    return Turn(
        replace(reply, keyboard=keyboard),
        Shown(token, place.chat_id, dump(state)),
        answer.memory,
    )


def _memory_of(about: Shown | None) -> Memory | None:
    state = load(about.state) if about is not None else None
    return memory_at(state) if state is not None else None


def _below(reply: Reply, note: Nodes) -> Reply:
    return replace(reply, blocks=(*reply.blocks, (Italic(note),)))


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
