"""Long walks through the real thing: the bundled sample, the real answerer, every button."""

from __future__ import annotations

import random

import pytest

from bot.answering.answerer import Answerer
from bot.conversation.tally import Event
from bot.service.app import build_application
from bot.service.delivery import PatientLimiter
from bot.service.serve import prepare
from bot.settings import Settings
from store.archive import Archive
from store.chats.chats import Chats
from tests.bot.conftest import Chat
from tests.fakes.bot_api import BotApi
from tests.fakes.telegram import FakeTelegram

QUESTIONS = (
    "what will the bridge repair cost?",
    "and about the school?",
    "what else did he say?",
    "when was that?",
    "link?",
    "who is Helen Ashdown?",
    "what did Martin Pryse say about the hangers?",
    "latest on the sea wall",
    "zeppelins over Patagonia",
    "что сказала мэр о дамбе?",
    "/quotes Ashdown about the wall",
    "/quotes",
    "/people",
    "/people Baranov",
    "/latest",
    "/sources",
    "/start",
    "/help",
    "what happened at the museum",
    "???",
    "storm odile " * 60,
)


@pytest.mark.parametrize("seed", range(6))
async def test_wherever_one_goes_every_word_quoted_stands_in_an_article(
    seed: int, sample: Archive, chats: Chats, api: BotApi, settings: Settings
) -> None:
    choose = random.Random(seed)  # noqa: S311 - a walk, not a secret
    application = build_application(
        settings.model_copy(update={"questions_per_minute": 0}),
        Answerer(sample),
        chats,
        request=FakeTelegram(api),
        rate_limiter=PatientLimiter(pauses_s=()),
    )
    texts = [article.text for article in sample.all_articles()]
    async with application:
        await prepare(application)
        chat = Chat(application, api)
        for step in range(60):
            buttons = [
                (sent, button["text"])
                for sent in api.sent[-4:]
                for row in sent.buttons
                for button in row
                if "callback_data" in button and button["text"] != "Русский"
            ]
            if step % 4 == 0 or not buttons:
                await chat.say(choose.choice(QUESTIONS), language=choose.choice(["en", "de", "ru"]))
            else:
                await chat.press(*choose.choice(buttons))
            for sent in api.sent:
                assert not sent.parsed.quoted or sent.parsed.live() == []
                for quoted in sent.parsed.quoted:
                    assert any(quoted in text for text in texts)
    assert api.refusals == []
    tally = application.bot_data.services.tally
    assert tally.of(Event.WITHHELD) == 0
    assert "errors_total{" not in tally.render()
