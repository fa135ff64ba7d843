"""Who may do what where: each command and button by each kind of person on each ground."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from bot.conversation.rights import RIGHTS, Deed, Ground, Standing
from bot.reply.buttons import Act, Callback, encode
from store.archive import Archive
from store.chats.chats import Chats, Left, Shown
from store.database.collections import Collections
from tests.bot.conftest import Chat
from tests.bot.handlers.conftest import OPERATOR
from tests.builders import add, make_draft
from tests.fakes.bot_api import BOT
from tests.fakes.pages import URL

GROUP, CHANNEL = -1007, -1009
PEOPLE = {
    Standing.EVERYONE: 31,
    Standing.MEMBER: 32,
    Standing.ADMINISTRATOR: 33,
    Standing.OPERATOR: OPERATOR,
}
ALL, NOBODY = "everyone member administrator operator", ""
PRESENT, DECIDING, FEEDING = (
    "member administrator operator",
    "administrator",
    "administrator operator",
)
OPERATORS = "operator"
# In private whoever writes is the person of that chat, wherever else they are what.
ALLOWED = {
    ("ask", Ground.PRIVATE): ALL,
    ("ask", Ground.GROUP): ALL,
    ("ask", Ground.INLINE): ALL,
    ("read what was granted", Ground.PRIVATE): ALL,
    ("read what was granted", Ground.GROUP): PRESENT,
    ("read what was granted by a button", Ground.GROUP): PRESENT,
    ("read what was granted by a button", Ground.CHANNEL): PRESENT,
    ("judge", Ground.PRIVATE): ALL,
    ("judge", Ground.GROUP): PRESENT,
    ("judge", Ground.CHANNEL): NOBODY,
    ("forget the chat", Ground.PRIVATE): ALL,
    ("forget the chat", Ground.GROUP): DECIDING,
    ("choose the language", Ground.PRIVATE): ALL,
    ("choose the language", Ground.GROUP): DECIDING,
    ("choose the language", Ground.CHANNEL): DECIDING,
    ("ask for the languages", Ground.GROUP): DECIDING,
    ("follow", Ground.PRIVATE): ALL,
    ("follow", Ground.GROUP): DECIDING,
    ("set quiet hours", Ground.PRIVATE): ALL,
    ("set quiet hours", Ground.GROUP): DECIDING,
    ("stop a follow by a button", Ground.PRIVATE): ALL,
    ("stop a follow by a button", Ground.GROUP): DECIDING,
    ("stop a follow by a button", Ground.CHANNEL): DECIDING,
    ("add to the archive", Ground.PRIVATE): OPERATORS,
    ("add to the archive", Ground.GROUP): OPERATORS,
    ("add to a collection", Ground.PRIVATE): ALL,
    ("add to a collection", Ground.GROUP): FEEDING,
    ("remove", Ground.PRIVATE): OPERATORS,
    ("remove", Ground.GROUP): OPERATORS,
    ("count", Ground.GROUP): OPERATORS,
    ("export", Ground.GROUP): OPERATORS,
    ("follow a feed", Ground.PRIVATE): OPERATORS,
    ("follow a feed", Ground.GROUP): OPERATORS,
    ("grant", Ground.PRIVATE): OPERATORS,
    ("grant", Ground.GROUP): OPERATORS,
}


class Scene:
    """One person on one ground, and what there is to be seen of what they did."""

    def __init__(self, chat: Chat, chats: Chats, archive: Archive) -> None:
        self.chat = chat
        self.chats = chats
        self.archive = archive
        self.chat_id = 0
        self.user_id = 0
        self.type = "private"

    def enter(self, ground: Ground, standing: Standing) -> None:
        self.user_id = PEOPLE[standing]
        self.chat_id = {Ground.GROUP: GROUP, Ground.CHANNEL: CHANNEL}.get(ground, self.user_id)
        self.type = {Ground.GROUP: "supergroup", Ground.CHANNEL: "channel"}.get(ground, "private")
        self.chats.choose_language(self.chat_id, "en")

    async def send(self, text: str) -> str:
        """A message; all that the bot answered."""
        before = len(self.chat.api.sent)
        own = {"chat_id": self.chat_id, "user_id": self.user_id}
        raw = self.chat.api.message(text, **own)
        await self.chat.handle(self.chat.api.update(message=raw))
        return "\n".join(sent.text for sent in self.chat.api.sent[before:])

    async def ask(self, question: str) -> str:
        return await self.send(f"@pullquote_bot {question}" if self.chat_id < 0 else question)

    async def press(self, callback: Callback, message_id: int = 1) -> str:
        """A press under one of the bot's messages; all that the bot answered."""
        api = self.chat.api
        before, noticed = len(api.sent), len(api.notices)
        api.open_callbacks.add("press")
        message = {
            "message_id": message_id,
            "date": 1_700_000_000,
            "chat": {"id": self.chat_id, "type": self.type},
            "from": BOT,
            "text": "Pullquote",
        }
        person = {"id": self.user_id, "is_bot": False, "first_name": "Bo", "language_code": "en"}
        query = {
            "id": "press",
            "from": person,
            "chat_instance": "1",
            "data": encode(callback),
            "message": message,
        }
        await self.chat.handle(api.update(callback_query=query))
        return "\n".join([sent.text for sent in api.sent[before:]] + api.notices[noticed:])


async def _asks(scene: Scene) -> bool:
    if scene.chat_id == scene.user_id and scene.type == "inline":
        return False
    return "fuse" in await scene.ask("why did the lamp go dark?")


async def _asks_inline(scene: Scene) -> bool:
    person = {"id": scene.user_id, "is_bot": False, "first_name": "Bo", "language_code": "en"}
    raw = {"id": "q", "from": person, "query": "why did the lamp go dark?", "offset": ""}
    await scene.chat.handle(scene.chat.api.update(inline_query=raw))
    return bool(scene.chat.api.inline[-1]["results"])


async def _reads(scene: Scene) -> bool:
    scene.chats.grants.grant("board", scene.chat_id)
    return "zefirium" in (await scene.ask("when will the zefirium mine open?")).lower()


async def _reads_by_button(scene: Scene) -> bool:
    scene.chats.grants.grant("board", scene.chat_id)
    (article,) = [a for a in scene.archive.all_articles(_board(scene)) if "efirium" in a.headline]
    finding = {"kind": "article", "article_id": article.id}
    kept = Shown(
        "token-of-board", scene.chat_id, json.dumps({"question": "", "findings": [finding]})
    )
    scene.chats.keep(Left(scene.chat_id, shown=kept), memory_s=60, shown_s=60)
    return "zefirium" in (await scene.press(Callback(Act.FINDING, kept.token))).lower()


def _board(scene: Scene) -> Any:
    return Collections(scene.archive.connections).find("board")


async def _judges(scene: Scene) -> bool:
    (lamp,) = [a for a in scene.archive.all_articles() if "Lamp" in a.headline]
    finding = {"kind": "article", "article_id": lamp.id}
    kept = Shown(
        "token-of-lamp", scene.chat_id, json.dumps({"question": "", "findings": [finding]})
    )
    scene.chats.keep(Left(scene.chat_id, shown=kept), memory_s=60, shown_s=60)
    await scene.press(Callback(Act.HELPFUL, kept.token))
    return bool(scene.chats.feedback())


async def _forgets(scene: Scene) -> bool:
    scene.chats.choose_language(scene.chat_id, "de")
    await scene.send("/forget")
    return scene.chats.language(scene.chat_id) is None


async def _speaks(scene: Scene) -> bool:
    await scene.press(Callback(Act.LANGUAGE, "", 1))
    return scene.chats.language(scene.chat_id) != "en"


async def _is_offered_languages(scene: Scene) -> bool:
    await scene.send("/language")
    return bool(scene.chat.api.sent[-1].buttons)


def _follows(scene: Scene) -> int:
    return len(_followed(scene))


def _followed(scene: Scene) -> Any:
    return scene.chat.application.bot_data.services.news.follows.of(scene.chat_id, 0)


async def _follow(scene: Scene) -> bool:
    await scene.send("/follow Ada Voss")
    return _follows(scene) == 1


async def _quiet(scene: Scene) -> bool:
    await scene.send("/quiet 22:00-07:00")
    follows = scene.chat.application.bot_data.services.news.follows
    return bool(follows.schedule(scene.chat_id).quiet)


async def _stops(scene: Scene) -> bool:
    interest = _interest(scene)
    follows = scene.chat.application.bot_data.services.news.follows
    follows.add(scene.chat_id, 0, "lamps", interest, most=9)
    (follow,) = _followed(scene)
    await scene.press(Callback(Act.STOP, str(follow.id)))
    return _follows(scene) == 0


def _interest(scene: Scene) -> Any:
    from bot.conversation.wishes import parse_wish  # noqa: PLC0415 - beside what needs it

    return parse_wish("lamps", scene.chat.application.bot_data.services.whole).interests


def _count(scene: Scene) -> int:
    return scene.archive.stats()["articles"]


async def _adds(scene: Scene) -> bool:
    before = _count(scene)
    await scene.send(f"/add {URL}")
    return _count(scene) > before


async def _adds_to_collection(scene: Scene) -> bool:
    scene.chats.grants.grant("board", scene.chat_id, feeds=True)
    return await _adds(scene)


async def _removes(scene: Scene) -> bool:
    before = _count(scene)
    await scene.send("/remove 1")
    return _count(scene) < before


async def _counts(scene: Scene) -> bool:
    return "articles" in await scene.send("/stats")


async def _exports(scene: Scene) -> bool:
    await scene.send("/export")
    return bool(scene.chat.api.documents)


async def _follows_feed(scene: Scene) -> bool:
    await scene.send("/feeds add https://gazette.example/feed")
    return bool(scene.archive.feeds.all())


async def _grants(scene: Scene) -> bool:
    await scene.send("/collection grant board")
    return bool(scene.chats.grants.granted(scene.chat_id))


TRIES: dict[str, Callable[[Scene], Awaitable[bool]]] = {
    "ask": _asks,
    "read what was granted": _reads,
    "read what was granted by a button": _reads_by_button,
    "judge": _judges,
    "forget the chat": _forgets,
    "choose the language": _speaks,
    "ask for the languages": _is_offered_languages,
    "follow": _follow,
    "set quiet hours": _quiet,
    "stop a follow by a button": _stops,
    "add to the archive": _adds,
    "add to a collection": _adds_to_collection,
    "remove": _removes,
    "count": _counts,
    "export": _exports,
    "follow a feed": _follows_feed,
    "grant": _grants,
}


@pytest.fixture
def scene(fed_chat: Chat, chats: Chats, archive: Archive) -> Scene:
    fed_chat.api.admins.add(PEOPLE[Standing.ADMINISTRATOR])
    fed_chat.api.strangers.add(PEOPLE[Standing.EVERYONE])
    lamp = "The lamp of the lighthouse went dark on Friday. A fuse had failed, Ada Voss said."
    add(archive, make_draft(lamp, headline="Lamp goes dark", url="https://a.example/lamp"))
    board = Collections(archive.connections).open("board")
    mine = "The zefirium mine under Grumbold Hill will open in May."
    secret = make_draft(mine, headline="Zefirium found", url="https://b.example/mine")
    list(archive.add([secret], collection=board))
    return Scene(fed_chat, chats, archive)


@pytest.mark.parametrize("standing", list(Standing))
@pytest.mark.parametrize(("what", "ground"), list(ALLOWED))
async def test_everybody_may_do_what_the_table_says_and_nothing_else(
    scene: Scene, what: str, ground: Ground, standing: Standing
) -> None:
    scene.enter(ground, standing)
    is_inline = ground is Ground.INLINE
    is_done = await (_asks_inline if is_inline else TRIES[what])(scene)
    assert is_done == (standing.value in ALLOWED[what, ground].split())


def test_the_table_knows_every_deed_on_every_ground() -> None:
    assert set(RIGHTS) == set(Deed)
    assert all(set(grounds) == set(Ground) for grounds in RIGHTS.values())


async def test_a_member_who_says_forget_is_forgotten_and_nobody_else(scene: Scene) -> None:
    for standing in (Standing.MEMBER, Standing.ADMINISTRATOR):
        scene.enter(Ground.GROUP, standing)
        await scene.ask("why did the lamp go dark?")
    sent = {s.replies_to: s for s in scene.chat.api.sent}
    first, second = sent.values()
    scene.enter(Ground.GROUP, Standing.MEMBER)
    assert "your own questions" in await scene.send("/forget")
    chats = scene.chats
    assert chats.shown_in(GROUP, first.message_id) is None
    assert chats.shown_in(GROUP, second.message_id) is not None
    assert chats.memory(GROUP, 0) is not None
    assert chats.language(GROUP) == "en"


async def test_an_administrator_behind_the_group_decides(scene: Scene) -> None:
    scene.enter(Ground.GROUP, Standing.EVERYONE)
    anonymous = {
        "from": {"id": 1087968824, "is_bot": True, "first_name": "Group"},
        "sender_chat": {"id": GROUP, "type": "supergroup", "title": "A group"},
    }
    raw = scene.chat.api.message("/forget", chat_id=GROUP) | anonymous
    await scene.chat.handle(scene.chat.api.update(message=raw))
    assert scene.chats.language(GROUP) is None


async def test_who_leaves_a_group_reads_at_once_no_more_than_anybody(scene: Scene) -> None:
    scene.enter(Ground.GROUP, Standing.MEMBER)
    assert await _reads(scene)
    answer = scene.chat.api.sent[-1]
    person = {"id": scene.user_id, "is_bot": False, "first_name": "Bo"}
    left = {
        "chat": {"id": GROUP, "type": "supergroup", "title": "A group"},
        "from": person,
        "date": 1_700_000_000,
        "old_chat_member": {"status": "member", "user": person},
        "new_chat_member": {"status": "left", "user": person},
    }
    await scene.chat.handle(scene.chat.api.update(chat_member=left))
    assert not await _reads(scene)
    await scene.chat.handle(scene.chat.api.press(answer, "Context", scene.user_id))
    assert "no longer in the archive" in scene.chat.api.notices[-1]


@pytest.mark.parametrize(("chat_id", "keeps"), [(GROUP, False), (9, True)])
async def test_a_group_that_puts_the_bot_out_is_forgotten_with_its_grants(
    scene: Scene,
    chat_id: int,
    keeps: bool,  # noqa: FBT001 - a parameter of the test
) -> None:
    scene.chats.grants.grant("board", chat_id)
    scene.chats.choose_language(chat_id, "de")
    status = "member"
    for status in ("member", "kicked"):
        own = {"user": BOT, "status": status} | ({"until_date": 0} if status == "kicked" else {})
        changed = {
            "chat": {"id": chat_id, "type": "supergroup" if chat_id < 0 else "private"},
            "from": {"id": 5, "is_bot": False, "first_name": "Bo"},
            "date": 1_700_000_000,
            "old_chat_member": {"status": "member", "user": BOT},
            "new_chat_member": own,
        }
        await scene.chat.handle(scene.chat.api.update(my_chat_member=changed))
        if status == "member":
            assert scene.chats.language(chat_id) == "de"
    assert scene.chats.language(chat_id) is None
    assert bool(scene.chats.grants.granted(chat_id)) is keeps


def _of_bot(raw: dict[str, Any], user_id: int = 99) -> dict[str, Any]:
    return raw | {"from": {"id": user_id, "is_bot": True, "first_name": "R2", "username": "r2_bot"}}


async def test_bots_are_answered_where_they_name_this_one_and_three_times_in_a_row(
    scene: Scene,
) -> None:
    api, chat = scene.chat.api, scene.chat

    async def hear(text: str, *, is_bot: bool = True, **more: Any) -> bool:
        before = len(api.sent)
        raw = api.message(text, chat_id=GROUP, **more)
        await chat.handle(api.update(message=_of_bot(raw) if is_bot else raw))
        return len(api.sent) > before

    question = "why did the lamp go dark?"
    assert await hear(f"@pullquote_bot {question}", is_bot=False)
    answer = chat.api.seen(api.sent[-1])
    assert not await hear(f"/ask {question}")
    assert not await hear(question, reply_to_message=answer)
    assert await hear(f"/ask@pullquote_bot {question}")
    heard = [await hear(f"@pullquote_bot {question}") for _ in range(40)]
    assert heard == [True] * 2 + [False] * 38
    assert not await hear("thank you", is_bot=False)
    assert await hear(f"@pullquote_bot {question}")


async def test_an_edit_or_a_press_of_a_bot_does_nothing(scene: Scene) -> None:
    api = scene.chat.api
    scene.enter(Ground.GROUP, Standing.MEMBER)
    await scene.ask("why did the lamp go dark?")
    sent, calls = api.sent[-1], len(api.calls)
    raw = api.message("@pullquote_bot who is Ada Voss?", chat_id=GROUP)
    raw |= {"message_id": sent.replies_to, "edit_date": 1_700_000_100}
    await scene.chat.handle(api.update(edited_message=_of_bot(raw)))
    press = api.press(sent, "Context")
    press["callback_query"]["from"]["is_bot"] = True
    await scene.chat.handle(press)
    assert len(api.calls) == calls


async def test_excerpts_of_a_private_collection_cannot_be_passed_on(scene: Scene) -> None:
    api = scene.chat.api
    scene.enter(Ground.GROUP, Standing.MEMBER)
    await scene.ask("why did the lamp go dark?")
    assert not api.sent[-1].is_protected
    assert await _reads(scene)
    answer = api.sent[-1]
    assert answer.is_protected
    for label in ("Copy", "Context", "Source"):
        await scene.chat.press(answer, label)
        assert api.sent[-1].is_protected, label
    await scene.send("/latest")
    assert api.sent[-1].is_protected
    assert "Zefirium" in api.sent[-1].text
    # An edit cannot protect a message that was sent without.
    answer.is_protected = False
    before = len(api.sent)
    await scene.chat.press(answer, "◂ Answer")
    assert len(api.sent) == before + 1
    assert api.sent[-1].is_protected


async def test_buttons_under_a_private_excerpt_hold_none_of_its_words(scene: Scene) -> None:
    scene.enter(Ground.GROUP, Standing.MEMBER)
    assert await _reads(scene)
    assert "zefirium" not in json.dumps(scene.chat.api.sent[-1].buttons).lower()


async def test_what_is_sent_inline_of_a_private_collection_is_only_the_way_to_it(
    scene: Scene,
) -> None:
    scene.enter(Ground.INLINE, Standing.MEMBER)
    scene.chats.grants.grant("board", scene.user_id)
    person = {"id": scene.user_id, "is_bot": False, "first_name": "Bo", "language_code": "en"}
    raw = {"id": "q", "from": person, "query": "zefirium mine", "offset": ""}
    await scene.chat.handle(scene.chat.api.update(inline_query=raw))
    result = scene.chat.api.inline[-1]["results"][0]
    assert "Zefirium" in result["title"]
    assert "efirium" not in result["parsed"].text
    assert "efirium" not in json.dumps(result["buttons"])


async def test_a_button_of_another_chat_does_nothing(scene: Scene) -> None:
    kept = Shown("token-of-other", 5, json.dumps({"question": "q", "suggestions": ["secret"]}))
    scene.chats.keep(Left(5, shown=kept), memory_s=60, shown_s=60)
    scene.enter(Ground.PRIVATE, Standing.MEMBER)
    assert "too old" in await scene.press(Callback(Act.SUGGESTION, kept.token))
