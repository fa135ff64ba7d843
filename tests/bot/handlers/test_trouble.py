from __future__ import annotations

import logging
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from bot.conversation.tally import Event
from bot.errors import OverTimeError
from bot.handlers.gatekeeper import Gatekeeper
from bot.settings import Access, Settings
from store.errors import StorageError
from store.model import Article, ArticleId
from tests.bot.conftest import Chat, Open
from tests.examples import examples
from tests.fakes.answers import QUAY, FakeAnswers
from tests.fakes.bot_api import Fault


async def test_a_reply_that_is_not_verbatim_is_withheld_counted_and_logged(
    chat: Chat, answers: FakeAnswers, caplog: pytest.LogCaptureFixture
) -> None:
    rewritten = replace(QUAY, text=QUAY.text.replace("million", "billion"))
    answers.article = lambda _: rewritten  # type: ignore[method-assign, assignment]
    sent = await chat.say("what will the repairs cost?")
    assert "could not verify" in sent.text
    assert sent.parsed.quoted == []
    assert chat.application.bot_data.services.tally.of(Event.WITHHELD) == 1
    assert "not verbatim" in caplog.text
    assert "crowns" not in caplog.text


async def test_a_failure_is_logged_first_and_apologised_for(
    chat: Chat, answers: FakeAnswers, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_: object, **__: object) -> None:
        message = "cannot read the archive"
        raise StorageError(message)

    answers.answer = fail  # type: ignore[method-assign, assignment]
    sent = await chat.say("what is my secret?")
    assert "went wrong" in sent.text
    assert "cannot read the archive" in caplog.text
    assert "secret" not in caplog.text
    assert 'kind="StorageError"} 1' in chat.application.bot_data.services.tally.render()


def _takes_too_long(*_: object, **__: object) -> None:
    message = "stopped after 10 seconds"
    raise OverTimeError(message)


async def test_a_question_that_took_too_long_is_answered_with_a_sentence(
    chat: Chat, answers: FakeAnswers, caplog: pytest.LogCaptureFixture
) -> None:
    sent = await chat.say("what will the repairs cost?")
    answers.answer = _takes_too_long  # type: ignore[method-assign, assignment]
    assert "took too long" in (await chat.say("what is my secret?")).text
    assert "stopped after 10 seconds" in caplog.text
    assert "Traceback" not in caplog.text
    assert 'kind="OverTimeError"} 1' in chat.application.bot_data.services.tally.render()
    answers.article = _takes_too_long  # type: ignore[method-assign, assignment]
    await chat.press(sent, "Context")
    assert "took too long" in chat.api.notices[-1]


async def test_a_chat_that_blocked_the_bot_is_forgotten(chat: Chat, answers: FakeAnswers) -> None:
    await chat.say("what will the repairs cost?")
    chat.api.closed_chats.add(7)
    message = chat.api.message("and the school?")
    await chat.handle(chat.api.update(message=message))
    chat.api.closed_chats.clear()
    await chat.say("and the school?")
    assert answers.asked[-1][1] is None


# The library warns that it will tell times in another type.
@pytest.mark.filterwarnings("ignore:Deprecated since version v22.2")
async def test_floods_are_waited_out_and_failures_tried_again(chat: Chat) -> None:
    chat.api.faults += [
        Fault("sendMessage", code=429, retry_after=1),
        Fault("sendMessage", code=500),
        Fault("sendMessage"),
    ]
    sent = await chat.say("what will the repairs cost?")
    assert len(chat.api.sent) == 1
    assert sent.parsed.quoted


async def test_when_telegram_stays_away_nothing_breaks(chat: Chat) -> None:
    chat.api.faults.append(Fault("sendMessage", times=4))
    await chat.handle(chat.api.update(message=chat.api.message("what will it cost?")))
    assert chat.api.sent == []
    assert await chat.say("what will the repairs cost?")


async def test_a_press_that_changes_nothing_is_no_error(
    chat: Chat, caplog: pytest.LogCaptureFixture
) -> None:
    sent = await chat.say("the roof of the school and the bridge")
    update = chat.api.press(sent, "More")
    await chat.handle(update)
    again = {**update["callback_query"], "id": "callback-again"}
    chat.api.open_callbacks.add("callback-again")
    await chat.handle(chat.api.update(callback_query=again))
    assert [r.levelno for r in caplog.records if r.levelno >= logging.ERROR] == []


async def test_a_press_that_is_answered_too_late_still_edits(chat: Chat) -> None:
    sent = await chat.say("the roof of the school and the bridge")
    update = chat.api.press(sent, "More")
    chat.api.open_callbacks.clear()
    await chat.handle(update)
    assert sent.edits == 1


async def test_a_server_without_date_entities_gets_plain_dates(chat: Chat) -> None:
    chat.api.knows_dates = False
    sent = await chat.say("what will the repairs cost?")
    assert "14 January 2026" in sent.text
    assert sent.parsed.of("date_time") == []


async def test_dates_are_shown_in_their_readers_own_form(chat: Chat) -> None:
    sent = await chat.say("what will the repairs cost?")
    assert sent.parsed.of("date_time") == ["14 January 2026"]


@pytest.mark.parametrize(
    "content",
    [
        {"voice": {"file_id": "f", "file_unique_id": "u", "duration": 1}},
        {
            "sticker": {
                "file_id": "f",
                "file_unique_id": "u",
                "type": "regular",
                "width": 1,
                "height": 1,
                "is_animated": False,
                "is_video": False,
            }
        },
        {"location": {"latitude": 1.0, "longitude": 2.0}},
    ],
)
async def test_what_is_no_text_is_answered_kindly(chat: Chat, content: dict) -> None:
    assert "in writing" in (await chat.say(None, **content)).text


async def test_a_very_long_question_is_taken_by_its_beginning(
    chat: Chat, answers: FakeAnswers
) -> None:
    sent = await chat.say("what will the repairs cost? " * 140)
    assert len(answers.asked[-1][0]) <= 1000
    assert "used its beginning" in sent.text


async def test_a_message_without_a_word_is_asked_back(chat: Chat) -> None:
    assert "What would you like to know?" in (await chat.say("?!")).text
    assert "What would you like to know?" in (await chat.say("/ask")).text


async def test_people_in_a_hurry_are_told_once_and_others_are_not_held_up(
    open_chat: Open, settings: Settings, answers: FakeAnswers
) -> None:
    chat = await open_chat(settings.model_copy(update={"questions_per_minute": 3}))
    for _ in range(6):
        message = chat.api.message("what will the repairs cost?")
        await chat.handle(chat.api.update(message=message))
    assert len(answers.asked) == 3
    assert len(chat.api.sent) == 4
    assert "questions at once" in chat.api.sent[-1].text
    assert (await chat.say("and the school?", chat_id=8, user_id=8)).parsed.quoted


@pytest.mark.parametrize(
    ("access", "chat_id", "user_id", "is_open"),
    [
        ("everyone", 7, 7, True),
        ("list", 7, 7, False),
        ("list", 42, 42, True),
        ("list", -100, 7, False),
        ("groups", 7, 7, False),
        ("groups", -100, 7, True),
    ],
)
async def test_the_bot_answers_those_it_is_open_to(
    open_chat: Open,
    settings: Settings,
    access: str,
    chat_id: int,
    user_id: int,
    is_open: bool,  # noqa: FBT001 - a parameter of the test
) -> None:
    limited = settings.model_copy(update={"access": Access(access), "allowed_ids": frozenset({42})})
    chat = await open_chat(limited)
    sent = await chat.say("/ask what will the repairs cost?", chat_id=chat_id, user_id=user_id)
    assert bool(sent.parsed.quoted) is is_open
    assert is_open or "not open" in sent.text


@examples(
    60,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    deadline=None,
)
@given(text=st.text(min_size=1, max_size=300))
async def test_any_message_is_answered_without_a_bad_request(chat: Chat, text: str) -> None:
    chat.application.bot_data.gatekeeper = Gatekeeper(Access.EVERYONE, frozenset(), 0)
    clean = text.encode("utf-8", "ignore").decode() or "x"
    message = chat.api.message(clean) | {"entities": []}
    await chat.handle(chat.api.update(message=message))
    assert chat.api.refusals == []


async def test_an_article_whose_words_are_markup_is_shown_as_it_is(
    chat: Chat, answers: FakeAnswers
) -> None:
    text = "<b>zebra</b> & <a href='x'>co</a> met at /start with #all."
    answers.articles = {1: Article(ArticleId(1), "<i>zebra</i>", text, publisher="A & B")}
    sent = await chat.say("zebra")
    assert sent.parsed.quoted == [text]
    assert sent.parsed.live() == []


async def test_a_group_found_moved_when_it_is_answered_keeps_what_was_kept(
    chat: Chat, answers: FakeAnswers
) -> None:
    await chat.say("/ask what will the repairs cost?", chat_id=-100)
    chat.api.faults.append(Fault("sendMessage", code=400, migrated_to=-200))
    message = chat.api.message("/ask and the school?", chat_id=-100)
    await chat.handle(chat.api.update(message=message))
    await chat.say("/ask and the school?", chat_id=-200)
    memory = answers.asked[-1][1]
    assert memory is not None
    assert memory.question == "what will the repairs cost?"


async def test_a_press_that_fails_is_apologised_for_without_a_message(
    chat: Chat, answers: FakeAnswers
) -> None:
    sent = await chat.say("what will the repairs cost?")

    def fail(_: object) -> None:
        message = "cannot read the archive"
        raise StorageError(message)

    answers.article = fail  # type: ignore[method-assign, assignment]
    await chat.press(sent, "Context")
    assert "went wrong" in chat.api.notices[-1]
    assert len(chat.api.sent) == 1


async def test_a_press_by_somebody_in_a_hurry_or_not_allowed_gets_a_passing_word(
    open_chat: Open, settings: Settings
) -> None:
    chat = await open_chat(
        settings.model_copy(
            update={
                "access": Access.LIST,
                "allowed_ids": frozenset({7}),
                "questions_per_minute": 1,
            }
        )
    )
    sent = await chat.say("what will the repairs cost?")
    await chat.handle(chat.api.press(sent, "Context"))
    assert "questions at once" in chat.api.notices[-1]
    sent.chat_id = 9
    await chat.handle(chat.api.press(sent, "Context", user_id=9))
    assert "not open" in chat.api.notices[-1]
    assert sent.edits == 0


async def test_a_press_under_a_message_that_is_gone_is_answered_by_a_new_one(
    chat: Chat,
) -> None:
    sent = await chat.say("what will the repairs cost?")
    update = chat.api.press(sent, "Context")
    gone = {"message_id": sent.message_id, "date": 0, "chat": {"id": 7, "type": "private"}}
    update["callback_query"]["message"] = gone
    chat.api.sent.clear()
    await chat.handle(update)
    assert chat.api.sent[-1].parsed.quoted == [QUAY.text.split("\n\n")[0]]


async def test_a_press_under_an_inline_message_is_only_acknowledged(chat: Chat) -> None:
    sent = await chat.say("what will the repairs cost?")
    update = chat.api.press(sent, "Context")
    del update["callback_query"]["message"]
    update["callback_query"]["inline_message_id"] = "inline-1"
    await chat.handle(update)
    assert (sent.edits, chat.api.refusals) == (0, [])


async def test_an_answer_that_was_deleted_is_sent_again_when_its_question_is_edited(
    chat: Chat,
) -> None:
    asked = chat.api.message("zeppelins")
    await chat.handle(chat.api.update(message=asked))
    chat.api.sent.clear()
    edited = chat.api.message("what will the repairs cost?") | {
        "message_id": asked["message_id"],
        "edit_date": 1_700_000_100,
    }
    await chat.handle(chat.api.update(edited_message=edited))
    assert chat.api.sent[-1].parsed.quoted == ["Repairs will cost 3 million crowns."]


@pytest.mark.parametrize(
    "data", ["", "nonsense", "1f.token.0.0", "1l..99.0", "1s.token.7.0", "2f.token.0.0"]
)
async def test_any_button_data_is_answered_kindly(chat: Chat, data: str) -> None:
    sent = await chat.say("what will the repairs cost?")
    update = chat.api.press(sent, "Context")
    update["callback_query"]["data"] = data
    await chat.handle(update)
    assert "too old" in chat.api.notices[-1]


async def test_numbers_beyond_what_was_shown_are_answered_kindly(chat: Chat) -> None:
    sent = await chat.say("zeppelins")
    press = chat.api.press(sent, "latest on the bridge")
    token = press["callback_query"]["data"].split(".")[1]
    for act in "fwaqcs":
        update = chat.api.press(sent, "latest on the bridge")
        update["callback_query"]["data"] = f"1{act}.{token}.99.0"
        await chat.handle(update)
        assert "too old" in chat.api.notices[-1]
