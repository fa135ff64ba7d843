"""A question becomes a turn."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from functools import partial

from bot.answering.answer import Answer, Correction, Finding, Kind, PersonEntry
from bot.answering.leaning import is_about_nothing
from bot.answering.literally import signs_in
from bot.asking.memory import Memory
from bot.asking.pasted import asked_of, quoted_runs
from bot.conversation.keyboard import (
    follow_button,
    numbers_keyboard,
    suggestion_keyboard,
    words_keyboard,
)
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
from bot.reply.checked import check_blocks, marked_finding
from bot.reply.link import is_web_address
from bot.reply.markup import Bold, Italic, Link, Node, Nodes, Text, isolate
from bot.reply.phrases import Phrases
from bot.reply.split import Blocks, clip
from bot.reply.words import quiet
from store.chats.chats import Shown
from store.model import Article, Excerpt
from store.text.words import find_words

# An archive whose newest article is younger needs no word about its age.
_FRESH = timedelta(days=30)
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
    about: Memory | None = None,
    title: str = "",
) -> Turn:
    """Answer a message.

    `about` is what the message replies to (`memory_of`): its article is asked, and the whole
    archive where that has nothing, which is said. Without one the turn before in this place is
    leaned on. `exactly` takes every word as typed. `title` stands over the answer where the person
    did not type the question here.
    """
    question = text.strip()
    if not any(character.isalnum() for character in question) and not signs_in(question):
        return Turn(say(services.phrases(place), "nothing_asked"))
    lean, before = about, about or services.memory(place)
    if about is None and before is not None and before.words and _is_of_words(question):
        return ask_about(services, place, question, before.words)
    read = partial(
        services.archive(place).answer,
        question[:QUESTION_CHARS],
        after=before,
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


# Words of somebody's message that are searched for its article.
_STORY_WORDS = 40
# Characters of somebody's message that are kept for its buttons.
KEPT_CHARS = 2000
# Quotes of one message that are checked.
_QUOTES = 4
# Words from which a forwarded message is a text rather than a question.
_TEXT_WORDS = 6


def ask_about(
    services: Services, place: Place, text: str, words: str, about: Memory | None = None
) -> Turn:
    """Answer what is asked about words of another message: somebody's, or a part of an answer.

    Who said them, whether, when and where is told by holding them against the archive. Any other
    question leans on the article they stand in, else on the words themselves. `about` is the answer
    of ours that they are a part of.
    """
    core = max(quoted_runs(words, _QUOTES), key=len, default=words)[:QUESTION_CHARS]
    framed = asked_of(text, core)
    speaker = framed.speaker if framed is not None else ""
    checked = services.archive(place).check(core, speaker, question=core, limit=FINDINGS)
    if about is not None and not checked.is_answered:
        return ask(services, place, text or core, about=about)
    if framed is not None or not text.strip() or is_about_nothing(text):
        services.tally.count(Event.ANSWERED if checked.is_answered else Event.DECLINED)
        if not checked.is_answered:
            return _with_words(_declined(services, place, checked, ""), services, place, words)
        turn = services.finding_turn(place, state_of(checked), checked.findings[0])
        return services.gated(place, turn)
    lean = checked.memory if checked.is_answered else None
    return ask(services, place, text, about=lean or Memory(core[:300], root=core[:300]))


def offer_words(services: Services, place: Place, words: str) -> Turn | None:
    """The offer of what to do with a forwarded text; None for one as short as a question."""
    if len(find_words(words)) < _TEXT_WORDS:
        return None
    says = services.phrases(place)
    return _with_words(Turn(say(says, "forwarded")), services, place, words)


def check_quotes(services: Services, place: Place, words: str) -> Turn:
    """Each quote of a message, held against the archive; its first words where it has none."""
    says, archive = services.phrases(place), services.archive(place)
    runs = quoted_runs(words, _QUOTES) or (clip(words, 300),)
    blocks: list[Nodes] = []
    shows: list[Excerpt] = []
    findings: list[Finding] = []
    for run in runs:
        answer = archive.check(run, question=run, limit=1)
        services.tally.count(Event.ANSWERED if answer.is_answered else Event.DECLINED)
        if answer.check is None or not answer.is_answered:
            yours = says.say("check_yours", words=quiet(clip(run, _SHOWN_UNITS)))
            blocks += [(*yours, LINE, Bold(says.say("check_absent")))]
            continue
        finding = marked_finding(answer.findings[0], answer.check.partings[0])
        shown = finding_reply(finding, says, check_blocks(answer.check, 0, finding, says))
        blocks += shown.blocks
        shows += shown.shows
        findings.append(finding)
    token = services.new_token()
    state = State(clip(words, 300), tuple(kept(finding) for finding in findings))
    keyboard = numbers_keyboard(token, len(findings)) if findings else ()
    turn = Turn(
        Reply(tuple(blocks), keyboard, shows=tuple(shows)),
        Shown(token, place.chat_id, dump(state)),
        memory_at(state) if findings else None,
    )
    return services.gated(place, turn)


def find_story(services: Services, place: Place, words: str) -> Turn:
    """The article that a message is from, as far as its first words tell."""
    first = " ".join(find_words(words)[:_STORY_WORDS])
    return ask(services, place, first, title=clip(" ".join(words.split()), _SHOWN_UNITS))


def _is_of_words(question: str) -> bool:
    return asked_of(question, "") is not None or is_about_nothing(question)


def _with_words(turn: Turn, services: Services, place: Place, words: str) -> Turn:
    """The turn with the buttons of somebody's message, which is kept for them."""
    token = services.new_token()
    kept_words = words[:KEPT_CHARS]
    memory = Memory(clip(kept_words, 300), words=kept_words)
    keyboard = words_keyboard(token, services.phrases(place))
    return Turn(
        replace(turn.reply, keyboard=keyboard),
        Shown(token, place.chat_id, dump(State(kept_words, memory=memory))),
        memory,
    )


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
        told = says.text("nobody_quoted")
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
    if answer.check is None:
        reply = replace(reply, blocks=(*reply.blocks, *newest_told(services, place)))
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


def newest_told(services: Services, place: Place) -> Blocks:
    """How old the newest article is, if it is so old that one should know; else no block."""
    newest = services.archive(place).latest(1)
    published = newest[0].article.published if newest else None
    today = services.today()
    if published is None or published[:10] > (today - _FRESH).isoformat():
        return ()
    says = services.phrases(place)
    told = says.say("newest_is", date=says.date(published), ago=says.ago(published, today))
    return ((Italic(told),),)


def memory_of(about: Shown | None) -> Memory | None:
    """The memory that a reply to an answer leans on; None where it is kept no more."""
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
