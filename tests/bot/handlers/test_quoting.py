"""People quote a part of a message and ask about it: an answer, a post, anybody's words."""

from __future__ import annotations

from typing import Any

import pytest

from tests.bot.conftest import Chat
from tests.fakes.bot_api import Sent

SAID = "The marsh would buy us a hundred, and it has otters."
TWISTED = "The marsh would buy us two hundred, and it has otters."
INVENTED = "I never wanted that wall and I shall have it torn down by Christmas."
POST = f"Mayor's day: \u201c{SAID}\u201d, she told us. \u201c{INVENTED}\u201d And more tomorrow."
GROUP = -100


def quote(text: str) -> dict[str, Any]:
    return {"text": text, "position": 0, "is_manual": True}


def somebodys(chat: Chat, text: str, chat_id: int = 7) -> dict[str, Any]:
    message = chat.api.message(text, chat_id=chat_id, user_id=99)
    message["from"] = {"id": 99, "is_bot": False, "first_name": "Bo"}
    return message


def forwarded() -> dict[str, Any]:
    user = {"id": 99, "is_bot": False, "first_name": "Bo"}
    return {"type": "user", "date": 1_700_000_000, "sender_user": user}


def answer_of(chat: Chat, sent: Sent) -> dict[str, Any]:
    """An answer of ours as a reply shows it."""
    return chat.api.seen(sent)


@pytest.mark.parametrize(
    "question",
    [
        "did she really say this?",
        "who said this?",
        "when?",
        "source?",
        "is this real",
        "wer war das?",
    ],
)
async def test_words_quoted_from_another_chat_are_checked(sample_chat: Chat, question: str) -> None:
    origin = {"type": "channel", "date": 1_700_000_000, "message_id": 5}
    origin["chat"] = {"id": -1001, "type": "channel", "title": "Town talk"}
    reply = {"origin": origin, "message_id": 5, "chat": origin["chat"]}
    sent = await sample_chat.say(question, quote=quote(SAID), external_reply=reply)
    assert SAID in sent.parsed.quoted[0]
    assert "Beatriz Amaral" in sent.text
    assert "13 February 2026" in sent.text


async def test_words_that_differ_are_told_apart(sample_chat: Chat) -> None:
    said = somebodys(sample_chat, TWISTED)
    sent = await sample_chat.say("did she really say this?", reply_to_message=said)
    assert "Not word for word" in sent.text
    assert SAID in sent.parsed.quoted[0]


async def test_words_that_nobody_said_are_not_found_and_their_article_can_be(
    sample_chat: Chat,
) -> None:
    said = somebodys(sample_chat, INVENTED)
    sent = await sample_chat.say("who said this?", reply_to_message=said)
    assert "not in the archive" in sent.text
    assert sent.parsed.quoted == []
    assert "Find the article" in sent.labels()


async def test_anybodys_words_in_a_group_are_asked_about_by_a_mention(sample_chat: Chat) -> None:
    said = somebodys(sample_chat, SAID, GROUP)
    sent = await sample_chat.say(
        "@pullquote_bot did Ashdown say this?", chat_id=GROUP, reply_to_message=said
    )
    assert "Beatriz Amaral said it, not Ashdown" in sent.text


async def test_a_part_of_an_answer_is_that_excerpt_and_its_speaker(sample_chat: Chat) -> None:
    card = await sample_chat.say("who is beatriz amaral")
    words = "This afternoon I was a biologist with a leaflet,"
    assert words in card.parsed.quoted
    more = {"reply_to_message": answer_of(sample_chat, card), "quote": quote(words)}
    sent = await sample_chat.say("who said this?", **more)
    assert words in sent.parsed.quoted[0]
    assert "Amaral elected mayor" in sent.text
    when = await sample_chat.say("when does she take office?", **more)
    assert "13 May" in when.parsed.quoted[0]


async def test_more_is_more_of_what_was_quoted(sample_chat: Chat) -> None:
    said = somebodys(sample_chat, SAID)
    sent = await sample_chat.say("what else did she say?", reply_to_message=said)
    assert "Beatriz Amaral" in sent.text
    assert SAID not in sent.parsed.quoted[0]


async def test_a_question_of_its_own_leans_on_the_words(sample_chat: Chat) -> None:
    said = somebodys(sample_chat, "They say the sea wall at Saltmere gets built after all")
    sent = await sample_chat.say("how much will it cost?", reply_to_message=said)
    assert "sea wall" in sent.parsed.quoted[0]


async def test_a_forwarded_text_offers_what_can_be_done_with_it(sample_chat: Chat) -> None:
    offered = await sample_chat.say(POST, forward_origin=forwarded())
    assert offered.labels() == ["Check its quotes", "Find the article"]
    checked = await sample_chat.press(offered, "Check its quotes")
    assert checked is not offered
    assert "Word for word in the archive" in checked.text
    assert SAID in checked.parsed.quoted[0]
    assert "I never wanted that wall" in checked.text
    assert "not in the archive" in checked.text
    story = await sample_chat.press(offered, "Find the article")
    assert "sea wall" in story.text


async def test_what_is_asked_behind_a_forwarded_text_is_asked_of_it(sample_chat: Chat) -> None:
    await sample_chat.say(
        f"\u201c{SAID}\u201d \u2013 my new motto, everyone", forward_origin=forwarded()
    )
    sent = await sample_chat.say("did she really say that?")
    assert "Word for word" in sent.text


async def test_a_forwarded_question_is_a_question(sample_chat: Chat) -> None:
    sent = await sample_chat.say("why was the bridge closed", forward_origin=forwarded())
    assert "cracks" in sent.parsed.quoted[0]


async def test_a_link_to_a_message_is_told_what_to_do_instead(sample_chat: Chat) -> None:
    sent = await sample_chat.say("https://t.me/c/1234567/89")
    assert "quote it in a reply" in sent.text
