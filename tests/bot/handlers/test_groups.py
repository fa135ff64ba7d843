from __future__ import annotations

from typing import Any

import pytest

from tests.bot.conftest import Chat
from tests.fakes.answers import FakeAnswers
from tests.fakes.bot_api import BOT

GROUP = -100


async def _unanswered(chat: Chat, text: str, **more: Any) -> bool:
    count = len(chat.api.sent)
    message = chat.api.message(text, chat_id=GROUP, **more)
    await chat.handle(chat.api.update(message=message))
    return len(chat.api.sent) == count


async def test_in_a_group_a_mention_is_answered_as_a_reply(
    chat: Chat, answers: FakeAnswers
) -> None:
    sent = await chat.say("@pullquote_bot, what will the repairs cost?", chat_id=GROUP)
    assert answers.asked[-1][0] == "what will the repairs cost?"
    assert sent.replies_to == sent.message_id - 1


async def test_in_a_group_talk_among_people_is_left_alone(chat: Chat) -> None:
    assert await _unanswered(chat, "what will the repairs cost?")
    assert await _unanswered(chat, "@pullquote_bottle what will the repairs cost?")
    assert await _unanswered(chat, "what will the repairs cost?", is_automatic_forward=True)
    assert await _unanswered(chat, "/nonsense")


async def test_in_a_group_a_reply_to_the_bot_asks_about_that_article(
    chat: Chat, answers: FakeAnswers
) -> None:
    first = await chat.say("/ask the roof of the school", chat_id=GROUP)
    await chat.say("/ask what will the repairs cost?", chat_id=GROUP)
    replied = {
        "message_id": first.message_id,
        "date": 1_700_000_000,
        "chat": {"id": GROUP, "type": "supergroup"},
        "from": BOT,
        "text": first.text,
    }
    sent = await chat.say("the bridge and the council", chat_id=GROUP, reply_to_message=replied)
    assert sent.text.index("Roof falls at Mill Lane school") > 0
    memory = answers.asked[-1][1]
    assert memory is not None
    assert (memory.article_id, memory.question) == (2, "the roof of the school")
    assert "Elsewhere" not in sent.text
    assert "Harbour bridge" not in sent.text


async def test_a_reply_that_its_article_does_not_answer_asks_the_archive_and_says_so(
    chat: Chat, answers: FakeAnswers
) -> None:
    first = await chat.say("the roof of the school")
    replied = {
        "message_id": first.message_id,
        "date": 1_700_000_000,
        "chat": {"id": 7, "type": "private"},
        "from": BOT,
        "text": first.text,
    }
    sent = await chat.say("what will the repairs cost?", reply_to_message=replied)
    assert sent.text.startswith("That article does not say. Elsewhere in the archive:")
    assert sent.parsed.quoted == ["Repairs will cost 3 million crowns."]
    sent = await chat.say("zeppelins over Patagonia", reply_to_message=replied)
    assert "nothing in the archive" in sent.text
    assert "Elsewhere" not in sent.text


async def test_a_bare_ask_in_reply_asks_the_message_it_replies_to(
    chat: Chat, answers: FakeAnswers
) -> None:
    question = chat.api.message("what will the repairs cost?", chat_id=GROUP)
    await chat.say("/ask@pullquote_bot", chat_id=GROUP, reply_to_message=question)
    assert answers.asked[-1][0] == "what will the repairs cost?"


async def test_an_answer_stays_in_the_topic_it_was_asked_in(
    chat: Chat, answers: FakeAnswers
) -> None:
    topic = {"chat_id": GROUP, "message_thread_id": 5, "is_topic_message": True}
    sent = await chat.say("/ask what will the repairs cost?", **topic)
    assert sent.thread_id == 5
    await chat.say("/ask and the school?", chat_id=GROUP)
    assert answers.asked[-1][1] is None
    await chat.say("/ask and the school?", **topic)
    assert answers.asked[-1][1] is not None
    likewise = await chat.say(
        "/latest", chat_id=GROUP, message_thread_id=9
    )  # a thread of replies, no topic
    assert likewise.thread_id is None


async def test_a_caption_that_mentions_the_bot_is_a_question(
    chat: Chat, answers: FakeAnswers
) -> None:
    caption = "@pullquote_bot what will the repairs cost?"
    await chat.say(
        None,
        chat_id=GROUP,
        caption=caption,
        caption_entities=[{"type": "mention", "offset": 0, "length": 14}],
        photo=[{"file_id": "f", "file_unique_id": "u", "width": 1, "height": 1}],
    )
    assert answers.asked[-1][0] == "what will the repairs cost?"


async def test_a_group_that_becomes_a_supergroup_keeps_what_was_kept(
    chat: Chat, answers: FakeAnswers
) -> None:
    await chat.say("/ask what will the repairs cost?", chat_id=GROUP)
    message = chat.api.message(None, chat_id=GROUP, migrate_to_chat_id=-200)
    await chat.handle(chat.api.update(message=message))
    await chat.say("/ask and the school?", chat_id=-200)
    assert answers.asked[-1][1] is not None


@pytest.mark.parametrize("chat_id", [7, GROUP])
async def test_an_edited_question_is_answered_in_place(chat: Chat, chat_id: int) -> None:
    asked = chat.api.message("/ask zeppelins", chat_id=chat_id)
    await chat.handle(chat.api.update(message=asked))
    (sent,) = chat.api.sent
    assert sent.parsed.quoted == []
    edited = chat.api.message("/ask what will the repairs cost?", chat_id=chat_id)
    edited |= {"message_id": asked["message_id"], "edit_date": 1_700_000_100}
    await chat.handle(chat.api.update(edited_message=edited))
    assert len(chat.api.sent) == 1
    assert sent.parsed.quoted == ["Repairs will cost 3 million crowns."]
    await chat.press(sent, "Source")
    assert "Source" not in sent.labels()


async def test_an_edit_of_a_message_that_was_not_answered_is_left_alone(chat: Chat) -> None:
    edited = chat.api.message("what will the repairs cost?") | {"edit_date": 1_700_000_100}
    await chat.handle(chat.api.update(edited_message=edited))
    assert chat.api.sent == []
