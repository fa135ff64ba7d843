"""Holds the services that every turn uses, and the gate it passes before it is said."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import TypeVar

from bot.answering.answer import Finding
from bot.answering.answerer import Answers
from bot.asking.memory import Memory
from bot.conversation.curating import Curator
from bot.conversation.keyboard import finding_keyboard
from bot.conversation.state import State, dump, dump_memory, load, load_memory, memory_at
from bot.conversation.tally import Event, Tally
from bot.conversation.turn import Notice, Place, Rules, Turn
from bot.errors import NotVerbatimError
from bot.reply.card import Reply, corrections_block, finding_reply, unsure_block
from bot.reply.checked import check_blocks, marked_finding
from bot.reply.gate import check
from bot.reply.markup import Italic
from bot.reply.phrases import Phrases, phrases
from bot.reply.split import Blocks
from bot.reply.words import quiet
from store.chats.chats import Chats, Left, Shown
from store.chats.news import News
from store.database.collections import PUBLIC, PUBLIC_NAME, CollectionId, Collections
from store.errors import CollectionError, StorageError
from store.model import ArticleId

_log = logging.getLogger(__name__)
_T = TypeVar("_T")


def _new_token() -> str:
    return secrets.token_urlsafe(9)


@dataclass(frozen=True, slots=True)
class Services:
    """The archive, what is kept for chats, the rules, the counters, the news, the feeds.

    `whole` is never answered from, for a chat may not read all of it (`archive`). Without
    `collections` every chat may.
    """

    whole: Answers
    chats: Chats
    rules: Rules
    tally: Tally
    news: News
    curator: Curator | None = None
    collections: Collections | None = None
    new_token: Callable[[], str] = _new_token
    today: Callable[[], date] = date.today

    def archive(self, place: Place) -> Answers:
        """The archive as far as it may be read in a chat."""
        if self.collections is None:
            return self.whole
        return self.whole.within(self._granted(place))

    def readable(self, place: Place, name: str) -> CollectionId | None:
        """The collection of that name, None where there is none that may be read here."""
        if self.collections is None:
            return PUBLIC if name.lower() == PUBLIC_NAME else None
        try:
            collection = self.collections.find(name)
        except CollectionError:
            return None
        return collection if collection in self.readable_in(place) else None

    def readable_in(self, place: Place) -> frozenset[CollectionId]:
        """The archive as far as a chat may read it."""
        if self.collections is None:
            return frozenset({PUBLIC})
        return self.collections.named(self._granted(place)) | {PUBLIC}

    def fed_from(self, place: Place) -> CollectionId:
        """The collection that what is added in a chat goes into."""
        if self.collections is None:
            return PUBLIC
        return self.collections.open(self.chats.grants.fed_from(place.chat_id))

    def _granted(self, place: Place) -> frozenset[str]:
        """The collections granted to a chat; none where that cannot be read, or not by all."""
        if place.is_public:
            return frozenset()
        read = partial(self.chats.grants.granted, place.chat_id)
        return self._unless_locked(read, frozenset[str]())

    def is_granted(self, place: Place) -> bool:
        """Whether a chat was granted anything that not everybody may read."""
        return self.collections is not None and bool(self._granted(place))

    def is_private(self, turn: Turn) -> bool:
        """Whether a turn shows, or its buttons turn to, an article that not everybody may read."""
        state = load(turn.shown.state) if turn.shown is not None else None
        ids = {excerpt.article.id for excerpt in turn.reply.shows}
        ids |= {finding.article_id for finding in state.findings} if state is not None else set()
        ids |= {turn.quotes} if turn.quotes is not None else set()
        return self._has_private(ids)

    def _has_private(self, ids: Collection[ArticleId]) -> bool:
        return self.collections is not None and bool(ids) and self.collections.has_private(ids)

    def phrases(self, place: Place) -> Phrases:
        """The catalogue to speak in: the chat's choice, else the person's own language."""
        chosen = self._unless_locked(partial(self.chats.language, place.chat_id), None)
        return phrases(chosen or place.language)

    def memory(self, place: Place) -> Memory | None:
        """The memory that the turn before left for a follow-up; None if it cannot be read."""
        read = partial(self.chats.memory, place.chat_id, place.thread_id)
        text = self._unless_locked(read, None)
        return load_memory(text) if text is not None else None

    def _unless_locked(self, read: Callable[[], _T], otherwise: _T) -> _T:
        """Read from the chats' file, or take `otherwise`: a question is answered all the same."""
        try:
            return read()
        except StorageError as error:
            self.tally.error(type(error).__name__)
            _log.warning("what is kept for a chat cannot be read: %s", error)
            return otherwise

    def state(self, token: str, place: Place | None = None) -> State | None:
        """The state of a shown answer, None where it is too old or another version's.

        With `place`, None too where it was shown in another chat.
        """
        shown = self.chats.shown(token)
        if shown is None or (place is not None and shown.chat_id != place.chat_id):
            return None
        return load(shown.state)

    def keep(
        self, place: Place, turn: Turn, question_message_id: int = 0, reply_message_id: int = 0
    ) -> None:
        """Keep what a turn leaves behind that has been said in `reply_message_id`.

        The reply stands already, so a failure is counted and logged, not raised.
        """
        left = _left_by(place, turn, question_message_id, reply_message_id)
        if left.memory is None and left.shown is None:
            return
        rules = self.rules
        try:
            self.chats.keep(left, memory_s=rules.memory_s, shown_s=rules.buttons_s)
        except (StorageError, ValueError) as error:
            self.tally.error(type(error).__name__)
            # The text of a ValueError may hold somebody's words.
            told = error if isinstance(error, StorageError) else type(error).__name__
            _log.warning("what a turn leaves behind is not kept: %s", told)

    def finding_turn(
        self, place: Place, state: State, finding: Finding, *, token: str = "", level: int = 0
    ) -> Turn:
        """The turn that shows `finding`, the one of `state` at `state.at`, with its buttons."""
        says = self.phrases(place)
        token = token or self.new_token()
        lead: Blocks = ((Italic(quiet(state.title)),),) if state.title else ()
        lead = (*lead, *corrections_block(state.corrections, says))
        lead = (*lead, *unsure_block(says, is_unsure=state.is_unsure))
        if state.check is not None and state.at < len(state.check.partings):
            lead = (*lead, *check_blocks(state.check, state.at, finding, says))
            finding = marked_finding(finding, state.check.partings[state.at])
        reply = finding_reply(finding, says, lead, self.today())
        is_private = self._has_private({finding.article.id})
        keyboard = finding_keyboard(
            token,
            state,
            finding,
            says,
            level=level,
            can_share=self.rules.can_share,
            is_private=is_private,
        )
        return Turn(
            replace(reply, keyboard=keyboard),
            Shown(token, place.chat_id, dump(state)),
            memory_at(state) if state.memory is not None else None,
        )

    def gated(self, place: Place, turn: Turn) -> Turn:
        """The turn, or an apology in its place where it would show words that no article has."""
        try:
            check(turn.reply, self.archive(place).article)
        except NotVerbatimError as error:
            _log.error("reply withheld, not verbatim: %s", error)
            self.tally.count(Event.WITHHELD)
            return Turn(say(self.phrases(place), "withheld"), is_new=turn.is_new)
        return turn

    def notice(self, place: Place, key: str, **values: str) -> Notice:
        """A passing word."""
        return Notice(self.phrases(place).text(key, **values))


def _left_by(place: Place, turn: Turn, question_message_id: int, reply_message_id: int) -> Left:
    shown = turn.shown
    if shown is not None:
        shown = replace(
            shown,
            question_message_id=question_message_id or shown.question_message_id,
            reply_message_id=reply_message_id or shown.reply_message_id,
        )
    memory = dump_memory(turn.memory) if turn.memory is not None else None
    return Left(place.chat_id, place.thread_id, memory, shown, place.asker_id)


def say(says: Phrases, key: str, **values: str | int) -> Reply:
    """A reply of one sentence."""
    return Reply((says.say(key, **values),))
