"""Following in Telegram: a real application, a real archive, a strict Bot API."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import closing
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from bot.answering.answerer import Answerer
from bot.conversation.tally import Event
from bot.handlers.context import BotApplication
from bot.handlers.telling import Teller
from bot.service.app import build_application
from bot.service.delivery import PatientLimiter
from bot.settings import Access, Settings
from store.archive import Archive, open_store
from store.ingest.outcome import Outcome
from store.model import ArticleId, Draft
from tests.bot.conftest import Chat, Clock
from tests.builders import chats_of
from tests.fakes.bot_api import BotApi, Fault, Sent
from tests.fakes.telegram import FakeTelegram

GROUP = -100
_MORNING = datetime.fromisoformat("2026-09-21T12:00+02:00").timestamp()
BRIDGE = Draft(
    "The harbour bridge closes on Monday. Shops fear for their trade.\n\n"
    "“We cannot wait for another winter,” said Mayor Ida Brandt.",
    headline="Bridge to close",
    published="2026-09-21",
    publisher="The Wendside Courier",
    url="https://courier.example/bridge",
)


class News:
    """A bot over an archive; it can be stopped and started again on the same file."""

    def __init__(self, archive: Archive, api: BotApi, settings: Settings) -> None:
        self.archive = archive
        self.api = api
        self.settings = settings
        self.clock = Clock()
        self.clock.now = _MORNING
        self.count = 0

    async def start(self, **changed: Any) -> Chat:
        """A new process, as far as the bot can tell."""
        application = build_application(
            self.settings.model_copy(update=changed),
            Answerer(self.archive),
            chats_of(self.archive, self.clock),
            request=FakeTelegram(self.api),
            rate_limiter=PatientLimiter(pauses_s=(0.0,)),
        )
        await application.initialize()
        self.application: BotApplication = application
        self.chat = Chat(application, self.api)
        return self.chat

    def add(self, *drafts: Draft) -> list[ArticleId]:
        written = list(self.archive.add(drafts))
        assert all(one.outcome is Outcome.ADDED for one in written)
        return [one.id for one in written if one.id is not None]

    def another(self, headline: str = "", text: str = "The bridge is old.", **more: Any) -> Draft:
        self.count += 1
        url = f"https://mail.example/{self.count}"
        return replace(BRIDGE, headline=headline or f"No {self.count}", text=text, url=url, **more)

    async def told(self, wait_s: float = 3600.0) -> list[Sent]:
        """What the bot sends by itself after a while, all of it noticed before."""
        sent = len(self.api.sent)
        await Teller(self.application).tell()
        self.clock.now += wait_s
        await Teller(self.application).tell()
        return self.api.sent[sent:]


@pytest.fixture
async def news(tmp_path: Path, api: BotApi, settings: Settings) -> AsyncIterator[News]:
    with closing(open_store(tmp_path / "archive.db")) as archive:
        made = News(archive, api, settings)
        await made.start()
        yield made
        assert api.refusals == [] or "thread not found" in api.refusals[-1]


@pytest.fixture
def chat(news: News) -> Chat:
    return news.chat


async def test_a_new_article_is_told_with_its_words_its_source_and_its_link(news: News) -> None:
    said = await news.chat.say("/follow bridge")
    assert "new articles with bridge" in said.text
    news.add(BRIDGE)
    (sent,) = await news.told()
    assert sent.text.startswith("New: bridge\n\nThe harbour bridge closes on Monday.")
    assert sent.parsed.quoted == ["The harbour bridge closes on Monday."]
    assert sent.parsed.of("bold")[1:] == ["bridge"]
    assert "Bridge to close\nThe Wendside Courier · 21 September 2026" in sent.text
    assert sent.preview["url"] == "https://courier.example/bridge"
    assert news.application.bot_data.services.tally.of(Event.TOLD) == 1


async def test_nothing_is_told_twice_not_even_after_a_restart(news: News) -> None:
    await news.chat.say("/follow bridge")
    await news.chat.say("/follow Wendside Courier")
    news.add(BRIDGE)
    assert len(await news.told()) == 1
    assert await news.told() == []
    await news.start()
    assert await news.told() == []
    news.add(news.another("New"))
    await news.start()
    (sent,) = await news.told()
    assert "New\n" in sent.text


async def test_what_comes_while_the_bot_is_down_is_told_when_it_is_back(news: News) -> None:
    await news.chat.say("/follow bridge")
    with closing(open_store(news.archive.path)) as elsewhere:
        list(elsewhere.add([BRIDGE]))
    await news.start()
    assert len(await news.told()) == 1


async def test_what_comes_together_is_one_message_of_what_fits_and_how_much_more(
    news: News,
) -> None:
    await news.chat.say("/follow bridge")
    long = "The bridge " + "and the very long road to it " * 20 + "are old. "
    news.add(*(news.another(text=f"{long}\n\nNo {n}. {long * 2}") for n in range(45)))
    (sent,) = await news.told()
    assert len(sent.parsed.quoted) == 5
    assert "… and 40 more" in sent.text
    assert sent.labels() == ["1", "2", "3", "4", "5", "+40", "What is followed"]
    await news.chat.press(sent, "+40")
    assert sent.labels()[:2] == ["◂ Back", "More 7/45 ▸"]


async def test_a_message_says_which_of_the_things_followed_it_is_for(news: News) -> None:
    await news.chat.say("/follow bridge")
    await news.chat.say("/follow Brandt")
    news.add(BRIDGE, news.another("Ferry", "Ida Brandt took the ferry."))
    (sent,) = await news.told()
    assert sent.text.startswith("New: Brandt, bridge") or sent.text.startswith("New: bridge, Br")
    assert sent.text.index("1.\n") < sent.text.index("2.\n")


async def test_the_same_story_is_told_once_and_with_whom_else_it_is(news: News) -> None:
    await news.chat.say("/follow bridge")
    news.add(BRIDGE, news.another("Bridge to close", publisher="The Estuary Mail"))
    (sent,) = await news.told()
    assert "Also reported by The Estuary Mail" in sent.text
    news.add(news.another("Bridge to close!", publisher="The Late Post"))
    assert await news.told() == []


async def test_a_quote_is_told_with_its_speaker_and_its_card_opens(news: News) -> None:
    await news.chat.say("/follow winter")
    news.add(BRIDGE)
    (sent,) = await news.told()
    assert sent.parsed.quoted == ["“We cannot wait for another winter,” said Mayor Ida Brandt."]
    assert "— Ida Brandt" in sent.text
    await news.chat.press(sent, "1")
    assert "Source" in sent.labels()


async def test_a_reply_to_a_message_about_news_asks_about_its_article(news: News) -> None:
    await news.chat.say("/follow bridge")
    news.add(BRIDGE)
    (sent,) = await news.told()
    replied = news.api.seen(sent)
    answer = await news.chat.say("who cannot wait?", reply_to_message=replied)
    assert "another winter" in answer.parsed.quoted[0]


async def test_two_chats_are_told_each_what_it_follows(news: News) -> None:
    await news.chat.say("/follow bridge", chat_id=7)
    await news.chat.say("/follow bridge", chat_id=8, user_id=8)
    await news.chat.say("/follow ferry", chat_id=9, user_id=9)
    news.add(BRIDGE)
    assert {sent.chat_id for sent in await news.told()} == {7, 8}


async def test_a_chat_that_blocked_the_bot_is_dropped_and_others_are_told(news: News) -> None:
    for chat_id in (7, 8):
        await news.chat.say("/follow bridge", chat_id=chat_id, user_id=chat_id)
    news.api.closed_chats.add(7)
    news.add(BRIDGE)
    assert [sent.chat_id for sent in await news.told()] == [8]
    news.api.closed_chats.clear()
    assert "Nothing is followed" in (await news.chat.say("/following")).text
    news.add(news.another())
    assert [sent.chat_id for sent in await news.told()] == [8]


# The library warns that it will tell times in another type.
@pytest.mark.filterwarnings("ignore:Deprecated since version v22.2")
async def test_floods_and_failures_are_outlasted_and_nothing_is_lost(news: News) -> None:
    await news.chat.say("/follow bridge")
    news.add(BRIDGE)
    news.api.faults += [Fault("sendMessage", code=429, retry_after=1), Fault("sendMessage")]
    assert len(await news.told()) == 1
    news.add(news.another())
    news.api.faults += [Fault("sendMessage", code=502, times=2)]
    assert await news.told() == []
    assert len(await news.told()) == 1


async def test_a_group_that_moved_is_told_where_it_is_now(news: News) -> None:
    news.api.admins.add(7)
    await news.chat.say("/follow bridge", chat_id=GROUP)
    news.add(BRIDGE)
    news.api.faults.append(Fault("sendMessage", code=400, migrated_to=-200))
    assert await news.told() == []
    news.api.refusals.clear()
    assert [sent.chat_id for sent in await news.told()] == [-200]


async def test_a_topic_is_told_in_itself_and_dropped_when_it_is_gone(news: News) -> None:
    news.api.admins.add(7)
    topic = {"message_thread_id": 5, "is_topic_message": True}
    await news.chat.say("/follow bridge", chat_id=GROUP, **topic)
    news.add(BRIDGE)
    (sent,) = await news.told()
    assert (sent.chat_id, sent.thread_id, sent.replies_to) == (GROUP, 5, None)
    assert "Nothing is followed" in (await news.chat.say("/following", chat_id=GROUP)).text
    news.api.closed_topics.add(5)
    news.add(news.another())
    assert await news.told() == []
    news.api.closed_topics.clear()
    assert "Nothing" in (await news.chat.say("/following", chat_id=GROUP, **topic)).text


async def test_in_a_group_administrators_decide_and_everybody_may_look(news: News) -> None:
    news.api.admins.add(1)
    refused = await news.chat.say("/follow bridge", chat_id=GROUP, user_id=2)
    assert "Only administrators" in refused.text
    await news.chat.say("/follow bridge", chat_id=GROUP, user_id=1)
    shown = await news.chat.say("/following", chat_id=GROUP, user_id=2)
    assert "• bridge" in shown.text
    await news.chat.handle(news.api.press(shown, "✕ bridge", user_id=2))
    assert "Only administrators" in news.api.notices[-1]
    await news.chat.handle(news.api.press(shown, "✕ bridge", user_id=1))
    assert "Nothing is followed" in shown.text
    behind_the_group = {"sender_chat": {"id": GROUP, "type": "supergroup", "title": "A group"}}
    said = await news.chat.say("/follow ferry", chat_id=GROUP, user_id=3, **behind_the_group)
    assert "new articles with ferry" in said.text


async def test_following_pauses_resumes_and_stops(news: News) -> None:
    for word in ("bridge", "ferry"):
        await news.chat.say(f"/follow {word}")
    shown = await news.chat.say("/following")
    await news.chat.press(shown, "⏸ bridge")
    assert "• bridge (paused)\n• ferry" in shown.text
    news.add(BRIDGE)
    assert await news.told() == []
    await news.chat.press(shown, "▶ bridge")
    news.add(news.another("New"))
    (sent,) = await news.told()
    assert "Bridge to close" not in sent.text
    assert "New\n" in sent.text
    await news.chat.press(shown, "✕ bridge")
    assert "bridge" not in shown.text
    news.add(news.another())
    assert await news.told() == []


async def test_a_long_list_has_pages_and_ends(news: News) -> None:
    await news.start(follows_per_chat=20)
    for number in range(20):
        await news.chat.say(f"/follow word{number}")
    assert "as much" in (await news.chat.say("/follow ferry")).text.lower()
    shown = await news.chat.say("/following")
    assert "word7" in shown.text
    assert "word8" not in shown.text
    await news.chat.press(shown, "Next page")
    await news.chat.press(shown, "Next page")
    assert "word19" in shown.text
    await news.chat.press(shown, "◂ Page")
    assert "word15" in shown.text


async def test_another_chats_button_changes_nothing(news: News) -> None:
    await news.chat.say("/follow bridge")
    shown = await news.chat.say("/following")
    press = news.api.press(shown, "✕ bridge", user_id=8)
    press["callback_query"]["message"]["chat"]["id"] = 8
    await news.chat.handle(press)
    assert "too old" in news.api.notices[-1]
    assert "• bridge" in (await news.chat.say("/following")).text


@pytest.mark.parametrize("data", ["1fx.x.0.0", "1fp..0.0", "1fo.nonsense.0.0", "1fz.nonsense.0.0"])
async def test_any_data_of_these_buttons_is_answered_kindly(news: News, data: str) -> None:
    await news.chat.say("/follow bridge")
    shown = await news.chat.say("/following")
    update = news.api.press(shown, "✕ bridge")
    update["callback_query"]["data"] = data
    await news.chat.handle(update)
    assert "too old" in news.api.notices[-1]


async def test_a_digest_gathers_the_day_and_comes_at_its_hour(news: News) -> None:
    await news.chat.say("/follow bridge")
    said = await news.chat.say("/digest daily 08:00")
    assert "every day at 08:00 (UTC)" in said.text
    assert "Which time zone" in said.text
    assert "New York" in said.labels()
    zone = await news.chat.say("/timezone Berlin")
    assert "Europe/Berlin: it is 12:00" in zone.text
    news.add(BRIDGE)
    assert await news.told(3600) == []
    news.add(news.another())
    assert await news.told(17 * 3600) == []
    (sent,) = await news.told(2 * 3600)
    assert len(sent.parsed.quoted) == 2
    assert await news.told(24 * 3600) == []
    assert "as they come" in (await news.chat.say("/digest off")).text


async def test_a_time_zone_is_asked_for_and_can_be_pressed(news: News) -> None:
    await news.chat.press(await news.chat.say("/language"), "Deutsch")
    said = await news.chat.say("/digest weekly Mon 7:30")
    await news.chat.press(said, "Berlin")
    assert "Ihre Zeitzone ist Europe/Berlin: Dort ist es jetzt 12:00." in said.text
    assert "Montag um 07:30 (Europe/Berlin)" in said.text
    assert "Europe/Berlin" in (await news.chat.say("/timezone")).text
    nowhere = await news.chat.say("/timezone Atlantis")
    assert "Zeitzone dieses Namens kenne ich nicht" in nowhere.text


async def test_quiet_hours_keep_news_until_they_are_over(news: News) -> None:
    await news.chat.say("/timezone Europe/Berlin")
    await news.chat.say("/follow bridge")
    said = await news.chat.say("/quiet 11:00-14:00")
    assert "Not between 11:00 and 14:00 (Europe/Berlin)" in said.text
    news.add(BRIDGE)
    assert await news.told(3600) == []
    assert len(await news.told(3600)) == 1
    assert "Not between" not in (await news.chat.say("/quiet off")).text


@pytest.mark.parametrize("command", ["/digest", "/quiet", "/timezone", "/follow"])
async def test_a_bare_command_says_how_it_is_used(news: News, command: str) -> None:
    assert f"Send {command}" in (await news.chat.say(command)).text


@pytest.mark.parametrize(
    ("command", "how"), [("/digest whenever", "Send /digest"), ("/quiet loud", "Send /quiet")]
)
async def test_hours_that_are_none_are_asked_for_again(news: News, command: str, how: str) -> None:
    assert how in (await news.chat.say(command)).text


async def test_the_language_of_who_asked_is_spoken_later_too(news: News) -> None:
    await news.chat.say("/follow bridge", language="ru")
    news.add(BRIDGE)
    (sent,) = await news.told()
    assert sent.text.startswith("Новое: bridge")
    assert "Подписки" in sent.labels()


async def test_forget_forgets_what_is_followed(news: News) -> None:
    await news.chat.say("/follow bridge")
    await news.chat.say("/forget")
    news.add(BRIDGE)
    assert await news.told() == []
    assert "what is followed here" in (await news.chat.say("/privacy")).text


async def test_a_chat_the_bot_is_closed_to_is_told_nothing(news: News) -> None:
    await news.chat.say("/follow bridge")
    news.add(BRIDGE)
    await news.start(access=Access.LIST)
    assert await news.told() == []
    await news.start()
    assert len(await news.told()) == 1


async def test_what_is_followed_says_how_it_was_understood(news: News) -> None:
    news.add(BRIDGE, news.another("Brandt", "Ida Brandt spoke. Ida Brandt left."))
    for text, understood in {
        "the wendside courier": "new articles of the wendside courier",
        "Ida Brandt": "that name Ida Brandt",
        "latest on the bridge": "with latest on the bridge",
        '"harbour bridge" OR ferry from:courier': 'with "harbour bridge" OR ferry from:courier',
        "the": "nearly every article",
        "us": "nearly every article",
        "!?": "nearly every article",
    }.items():
        assert understood in (await news.chat.say(f"/follow {text}")).text
    assert "already" in (await news.chat.say("/follow ida BRANDT")).text
    assert "with brandt" in (await news.chat.say("/follow brandt")).text
    assert "already" in (await news.chat.say("/follow Brandt")).text


async def test_a_misspelt_name_can_be_set_right(news: News) -> None:
    news.add(BRIDGE, *(news.another(text="Ida Brandt spoke.") for _ in range(4)))
    said = await news.chat.say("/follow Brantd")
    assert "no “Brantd” so far, but it has “Brandt”" in said.text
    await news.chat.press(said, "Follow Brandt")
    assert "with Brandt" in said.text
    assert "Brantd" not in (await news.chat.say("/following")).text


async def test_what_an_answer_is_about_can_be_followed(news: News) -> None:
    news.add(BRIDGE, news.another("Brandt", "Mayor Ida Brandt spoke. Ida Brandt left."))
    latest = await news.chat.say("latest on the bridge")
    said = await news.chat.press(latest, "Follow the bridge")
    assert "with the bridge" in said.text
    card = await news.chat.say("/people Ida Brandt")
    said = await news.chat.press(card, "Follow Ida Brandt")
    assert "that name Ida Brandt" in said.text
    listed = await news.chat.press(said, "What is followed")
    assert "• the bridge\n• Ida Brandt" in listed.text


async def test_labels_neither_ping_nor_link(news: News) -> None:
    said = await news.chat.say("/follow @everybody OR example.com OR #tag OR <i> OR bridge")
    assert said.parsed.live() == []
    news.add(BRIDGE)
    (sent,) = await news.told()
    assert sent.parsed.live() == []
    assert sent.text.startswith("New: @everybody OR example.com")


async def test_a_task_beside_the_bot_tells_and_stops(news: News) -> None:
    await news.chat.say("/follow bridge")
    news.add(BRIDGE)
    await Teller(news.application).tell()
    news.clock.now += 3600
    before = asyncio.all_tasks()
    teller = Teller(news.application)
    teller.start()
    while not any(sent.parsed.quoted for sent in news.api.sent):
        await asyncio.sleep(0.01)
    await teller.stop()
    assert asyncio.all_tasks() == before
