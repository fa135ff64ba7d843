from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl, urlsplit

from bot.errors import OverTimeError
from bot.settings import Settings
from tests.bot.conftest import Chat, Open
from tests.fakes.answers import LETTER, QUAY, FakeAnswers
from tests.fakes.bot_api import BOT, Fault

PERSON = {"id": 8, "is_bot": False, "first_name": "Bo", "language_code": "de"}


async def _inline(chat: Chat, query: str, offset: str = "") -> dict[str, Any]:
    raw = {"id": "q1", "from": PERSON, "query": query, "offset": offset}
    await chat.handle(chat.api.update(inline_query=raw))
    return chat.api.inline[-1]


async def test_an_inline_query_offers_excerpts_with_their_source(chat: Chat) -> None:
    shown = await _inline(chat, "what will the repairs cost?")
    result = shown["results"][0]
    assert result["title"] == QUAY.headline
    assert result["parsed"].quoted == ["Repairs will cost 3 million crowns."]
    assert QUAY.headline in result["parsed"].of("text_link")
    assert "14. Januar 2026" in result["parsed"].text
    assert shown["next_offset"] == ""


async def test_a_message_sent_inline_leads_to_its_article_in_the_bot(chat: Chat) -> None:
    shown = await _inline(chat, "what will the repairs cost?")
    ((button,),) = shown["results"][0]["buttons"]
    assert button["url"] == "https://t.me/pullquote_bot?start=a1"
    sent = await chat.say("/start a1")
    assert sent.text.startswith(QUAY.headline)


async def test_inline_results_come_in_pages_up_to_fifty(chat: Chat, answers: FakeAnswers) -> None:
    text = "\n\n".join(f"Boat number {n} sank." for n in range(80))
    answers.articles[LETTER.id] = type(LETTER)(LETTER.id, "Boats", text)
    seen: list[str] = []
    offset = ""
    while True:
        shown = await _inline(chat, "boat sank", offset)
        seen += [result["id"] for result in shown["results"]]
        offset = shown["next_offset"]
        if not offset:
            break
    assert len(seen) == len(set(seen)) == 50


async def test_typing_a_question_inline_is_not_taken_for_hurry(
    open_chat: Open, settings: Settings
) -> None:
    chat = await open_chat(settings.model_copy(update={"questions_per_minute": 2}))
    for _ in range(12):
        assert (await _inline(chat, "what will the repairs cost?"))["results"]
    assert (await _inline(chat, "what will the repairs cost?"))["results"] == []
    sent = await chat.say("what will the repairs cost?", user_id=8, chat_id=8)
    assert sent.parsed.quoted


async def test_an_empty_inline_query_offers_the_newest(chat: Chat) -> None:
    shown = await _inline(chat, "")
    assert [result["title"] for result in shown["results"]][:2] == [
        "Roof falls at Mill Lane school",
        QUAY.headline,
    ]


async def test_what_may_answer_says_so_inline(chat: Chat, answers: FakeAnswers) -> None:
    answers.confidence = 0.4
    (result, *_) = (await _inline(chat, "what will the repairs cost?"))["results"]
    assert result["parsed"].text.startswith("Das könnte die Antwort sein:")


async def test_nothing_found_inline_offers_to_ask_in_private(chat: Chat) -> None:
    shown = await _inline(chat, "zeppelins")
    assert shown["results"] == []
    start = shown["button"]["start_parameter"]
    sent = await chat.say(f"/start {start}")
    assert "zeppelins" in sent.parsed.of("italic")


async def test_a_shared_answer_is_offered_as_it_was_shown(chat: Chat) -> None:
    sent = await chat.say("what did the mayor say about winter?")
    query = sent.button("Share")["switch_inline_query"]
    (result,) = (await _inline(chat, query))["results"]
    assert result["parsed"].quoted == sent.parsed.quoted
    assert (await _inline(chat, "!nonsense.0"))["results"] == []


async def test_a_question_too_long_for_a_link_is_kept_for_it(chat: Chat) -> None:
    question = "zeppelins Patagonia " * 10
    shown = await _inline(chat, question)
    assert shown["button"]["start_parameter"].startswith("t")
    link = f"/start {shown['button']['start_parameter']}"
    sent = await chat.say(link, chat_id=PERSON["id"], user_id=PERSON["id"])
    assert question.strip() in sent.parsed.of("italic")[0]


async def test_without_inline_mode_a_link_to_the_article_is_passed_on(chat: Chat) -> None:
    chat.api.bot["supports_inline_queries"] = False
    await chat.application.bot.get_me()
    from bot.service.serve import prepare  # noqa: PLC0415

    await prepare(chat.application)
    sent = await chat.say("what will the repairs cost?")
    address = urlsplit(sent.button("Share")["url"])
    assert (address.netloc, address.path) == ("t.me", "/share/url")
    passed = dict(parse_qsl(address.query))
    assert passed == {"url": "https://t.me/pullquote_bot?start=a1", "text": QUAY.headline}
    opened = await chat.say("/start a1")
    assert QUAY.headline in opened.text


async def test_an_inline_query_that_is_too_old_is_no_error(chat: Chat) -> None:
    too_old = "Bad Request: query is too old and response timeout expired"
    chat.api.faults.append(Fault("answerInlineQuery", code=400, description=too_old))
    raw = {"id": "q1", "from": PERSON, "query": "bridge", "offset": ""}
    await chat.handle(chat.api.update(inline_query=raw))
    assert chat.api.sent == []


async def test_a_guest_is_answered_in_a_chat_the_bot_is_not_in(chat: Chat) -> None:
    message = chat.api.message("@pullquote_bot what will the repairs cost?", chat_id=-300)
    message["guest_query_id"] = "g1"
    await chat.handle(chat.api.update(guest_message=message))
    (guest,) = chat.api.guests
    assert guest["parsed"].quoted == ["Repairs will cost 3 million crowns."]
    assert chat.api.sent == []


async def test_whoever_asks_from_elsewhere_hears_that_it_took_too_long(
    chat: Chat, answers: FakeAnswers
) -> None:
    def give_up(*_: object, **__: object) -> None:
        message = "stopped after 10 seconds"
        raise OverTimeError(message)

    answers.answer = give_up  # type: ignore[method-assign, assignment]
    shown = await _inline(chat, "what will the repairs cost?")
    assert shown["results"] == []
    assert "zu lange gedauert" in shown["button"]["text"]
    message = chat.api.message("@pullquote_bot what will the repairs cost?", chat_id=-5)
    message["guest_query_id"] = "g3"
    await chat.handle(chat.api.update(guest_message=message))
    assert "took too long" in chat.api.guests[-1]["parsed"].text


async def test_a_guest_may_ask_by_replying_and_hears_a_plain_no(chat: Chat) -> None:
    message = chat.api.message("@pullquote_bot", chat_id=-300)
    message["guest_query_id"] = "g2"
    message["reply_to_message"] = chat.api.message("zeppelins", chat_id=-300, user_id=9)
    await chat.handle(chat.api.update(guest_message=message))
    assert "nothing in the archive" in chat.api.guests[0]["parsed"].text
    assert BOT["supports_guest_queries"]
