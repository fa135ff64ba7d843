"""Collections in conversation: who reads and feeds them, and that nobody else hears of them."""

from __future__ import annotations

import json
import random
import shutil
from collections.abc import AsyncIterator, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from telegram.ext import AIORateLimiter

from bot.answering.answerer import Answerer
from bot.conversation.curating import Curator
from bot.reply.payload import Payload, PayloadKind, encode_payload
from bot.service.app import build_application
from bot.service.serve import prepare
from bot.settings import Settings
from store.archive import Archive, open_store
from store.chats.chats import Chats
from store.database.collections import PUBLIC_NAME, Collections
from tests.bot.conftest import Chat
from tests.bot.handlers.conftest import OPERATOR, READER
from tests.builders import make_draft, sample_drafts
from tests.fakes.bot_api import BotApi, Sent
from tests.fakes.pages import FEED_URL, URL, Pages
from tests.fakes.telegram import FakeTelegram

GROUP = -1007
# Not a word of these stands in the sample.
SECRETS = (
    make_draft(
        "The zefirium mine under Grumbold Hill will open in May.\n\n"
        "“Zefirium is worth nine times its weight,” said Otto Quexel, the chief geologist.",
        headline="Zefirium found under Grumbold",
        url="https://hushed.example/zefirium",
        byline="Wanda Jixby",
        publisher="The Hushed Herald",
        published="2031-05-05",
    ),
    make_draft(
        "Otto Quexel bought the Grumbold brewery. “I was thirsty,” said Otto Quexel.",
        headline="Quexel buys a brewery",
        url="https://hushed.example/brewery",
        publisher="The Hushed Herald",
        published="2031-05-06",
    ),
)
MARKS = ("zefirium", "grumbold", "quexel", "jixby", "hushed", "brewery", "2031")


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("town") / "town.db"
    with closing(open_store(path)) as opened:
        list(opened.add(sample_drafts()))
        board = Collections(opened.connections).open("board")
        list(opened.add(SECRETS, collection=board))
    return path


@pytest.fixture
def archive(filled: Path, tmp_path: Path) -> Iterator[Archive]:
    with closing(open_store(Path(shutil.copy(filled, tmp_path)))) as opened:
        yield opened


@pytest.fixture
async def town(
    archive: Archive, chats: Chats, api: BotApi, settings: Settings
) -> AsyncIterator[Chat]:
    operated = {"operator_ids": frozenset({OPERATOR}), "questions_per_minute": 0}
    application = build_application(
        settings.model_copy(update=operated),
        Answerer(archive),
        chats,
        request=FakeTelegram(api),
        # A group that is told more than twenty times a minute would have to wait.
        rate_limiter=AIORateLimiter(overall_max_rate=0, group_max_rate=0),
        curator=Curator(archive, Pages()),
        collections=Collections(archive.connections),
    )
    async with application:
        await application.start()
        await prepare(application, frozenset({OPERATOR}))
        api.calls.clear()
        yield Chat(application, api)
        await application.stop()


def said(api: BotApi) -> str:
    """Everything the bot has sent anywhere, addresses and button data included."""
    return json.dumps([values for _, values in api.calls], default=str).lower()


def attempts(choose: random.Random) -> str:
    """What somebody could type to get at it, none of its own words spelt right."""
    return choose.choice(
        (
            "zefirum mine",
            "zeffirium",
            "what did Otto Quexxel say",
            "who is Oto Queksel?",
            "latest on the brewry",
            "Otto",
            "link to the story about the geologist",
            "what is worth nine times its weight?",
            "when will the mine open in May",
            "from:herald geologist",
            "by:Wanda geologist",
            "after:2030 mine",
            "куэксел",
            "/quotes Otto",
            "/quotes about weight",
            "/quotes",
            "/people Otto",
            "/people",
            "/people Q",
            "/latest",
            "/sources",
            "/start",
            "/start a13",
            "/start a14",
            f"/start {encode_payload(Payload(PayloadKind.PERSON, 'Oto Queksel'))}",
            "/stats",
            "/export",
            "/export board",
            "/remove 13",
            "/remove 14",
            "/collection",
            "/collection grant board",
            "and about the mine?",
            "what else did he say?",
            "what did the mayor say about the bridge?",
        )
    )


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("place", [{"chat_id": READER, "user_id": READER}, {"chat_id": GROUP}])
async def test_nothing_of_a_hidden_collection_reaches_a_chat_without_a_grant(
    town: Chat, seed: int, place: dict[str, int]
) -> None:
    choose = random.Random(seed)  # noqa: S311 - a walk, not a secret
    api = town.api
    own = {"user_id": READER} | place
    for _ in range(40):
        buttons = [
            (sent, button["text"])
            for sent in api.sent[-4:]
            for row in sent.buttons
            for button in row
            if "callback_data" in button and button["text"] in sent.labels()[:6]
        ]
        if buttons and choose.random() < 0.4:
            sent, label = choose.choice(buttons)
            await town.handle(api.press(sent, label, user_id=own["user_id"]))
            continue
        text = attempts(choose)
        if choose.random() < 0.2:
            query = {"id": "1", "from": _person(own["user_id"]), "query": text, "offset": ""}
            await town.handle(api.update(inline_query=query))
            continue
        if place["chat_id"] == GROUP and not text.startswith("/"):
            text = f"@pullquote_bot {text}"
        await town.handle(api.update(message=api.message(text, **own)))
        assert not [mark for mark in MARKS if mark in said(api)], text
        api.calls.clear()
    assert api.refusals == []


async def test_a_chat_reads_what_it_was_granted_until_that_is_taken_back(
    town: Chat, archive: Archive
) -> None:
    assert "nothing in the archive" in (await _ask(town)).text
    await town.say(f"/collection grant board {READER}", user_id=OPERATOR, chat_id=OPERATOR)
    answer = await _ask(town)
    assert "zefirium mine" in answer.parsed.quoted[0]
    assert "nothing in the archive" in (await _ask(town, chat_id=GROUP)).text
    token = answer.button("Share")["switch_inline_query"]
    await town.say(f"/collection revoke board {READER}", user_id=OPERATOR, chat_id=OPERATOR)
    town.api.calls.clear()
    await town.handle(town.api.press(answer, "Context", user_id=READER))
    await town.handle(town.api.press(answer, "Source", user_id=READER))
    query = {"id": "1", "from": _person(READER), "query": token, "offset": ""}
    await town.handle(town.api.update(inline_query=query))
    assert town.api.notices == ["That article is no longer in the archive."] * 2
    assert "zefirium" not in said(town.api)


async def test_an_inline_query_finds_what_the_person_may_read(town: Chat, chats: Chats) -> None:
    for granted in (0, 1):
        query = {"id": "1", "from": _person(READER), "query": "zefirium mine", "offset": ""}
        await town.handle(town.api.update(inline_query=query))
        found = [one for one in town.api.inline[-1]["results"] if "efirium" in one["title"]]
        assert bool(found) == bool(granted)
        chats.grants.grant("board", READER)


async def test_what_is_added_in_a_group_goes_where_its_operator_said(
    town: Chat, archive: Archive, chats: Chats
) -> None:
    own = {"user_id": OPERATOR, "chat_id": GROUP}
    assert "cannot name" in (await town.say("/collection feed _", **own)).text
    assert "goes into it" in (await town.say("/collection feed press", **own)).text
    assert (await town.say(f"/add {URL}", **own)).text == "Added: Ferry runs again"
    town.api.files["f1"] = b"# A bench is painted\n\nThe bench by the pier was painted green.\n"
    document = {"file_id": "f1", "file_unique_id": "f1", "file_name": "bench.md"}
    assert "Added: A bench" in (await town.say(None, document=document, **own)).text
    press = Collections(archive.connections).find("press")
    titles = {"Ferry runs again", "A bench is painted"}
    assert {article.headline for article in archive.all_articles(press)} == titles
    listed = (await town.say("/collection", **own)).text
    assert listed.startswith("press: 2 articles")
    assert "board" not in listed
    question = "@pullquote_bot how many people did the ferry carry?"
    here = await town.say(question, chat_id=GROUP, user_id=READER)
    assert "forty people" in here.parsed.quoted[0]
    assert "Followed from now" in (await town.say(f"/feeds add {FEED_URL}", **own)).text
    assert FEED_URL in (await town.say("/feeds", **own)).text
    away = await town.say("/feeds", user_id=OPERATOR, chat_id=OPERATOR)
    assert FEED_URL not in away.text
    assert (await town.say("/refresh", **own)).text.startswith("Feeds asked: 1. Added: 0")
    elsewhere = await town.say("how many people did the ferry carry?", chat_id=READER)
    assert not any("forty people" in quoted for quoted in elsewhere.parsed.quoted)
    await town.say("/collection feed public", **own)
    assert chats.grants.fed_from(GROUP) == PUBLIC_NAME


async def test_a_file_in_a_group_that_feeds_nothing_is_a_message_among_others(
    town: Chat, archive: Archive
) -> None:
    before = archive.stats()["articles"]
    document = {"file_id": "f1", "file_unique_id": "f1", "file_name": "bench.md"}
    raw = town.api.message(None, document=document, user_id=OPERATOR, chat_id=GROUP)
    await town.handle(town.api.update(message=raw))
    assert town.api.sent == []
    assert archive.stats()["articles"] == before


async def test_grants_move_along_when_a_group_becomes_a_supergroup(
    town: Chat, chats: Chats
) -> None:
    chats.grants.grant("board", -5)
    raw = town.api.message(None, chat_id=-5, migrate_to_chat_id=GROUP)
    await town.handle(town.api.update(message=raw))
    assert chats.grants.granted(GROUP) == {"board"}


@pytest.mark.parametrize(
    ("command", "answer"),
    [
        ("/collection", "board: 2 articles. Read in: \u2013. Fed from: \u2013"),
        ("/collection grant", "/collection grant NAME"),
        ("/collection lend board", "/collection grant NAME"),
        ("/collection grant board x", "/collection grant NAME"),
        ("/collection grant nowhere", "There is no collection nowhere."),
        ("/collection revoke board", "board could not be read in 7 anyway."),
    ],
)
async def test_the_operator_is_told_what_became_of_a_grant(
    town: Chat, command: str, answer: str
) -> None:
    assert (await town.say(command, user_id=OPERATOR, chat_id=7)).text.startswith(answer)


async def _ask(town: Chat, chat_id: int = READER) -> Sent:
    text = "when will the zefirium mine open?"
    return await town.say(
        f"@pullquote_bot {text}" if chat_id < 0 else text, chat_id=chat_id, user_id=READER
    )


def _person(user_id: int) -> dict[str, object]:
    return {"id": user_id, "is_bot": False, "first_name": "Ann", "language_code": "en"}
