from __future__ import annotations

import re

from bot.reply.payload import Payload, PayloadKind, encode_payload
from bot.reply.phrases import languages, phrases
from bot.settings import ArticleView, Settings
from tests.bot.conftest import Chat, Clock, Open
from tests.fakes.answers import QUAY, FakeAnswers


async def test_start_says_what_the_bot_does_and_offers_questions_that_work(chat: Chat) -> None:
    sent = await chat.say("/start")
    assert "own words" in sent.text
    for label in list(sent.labels()):
        await chat.press(sent, label)
    assert len(chat.api.sent) == 1 + len(sent.labels())


async def test_help_lists_every_command_of_the_menu(chat: Chat) -> None:
    sent = await chat.say("/help")
    listed = set(re.findall(r"^/(\w+)", sent.text, re.MULTILINE))
    menu = {c["command"] for c in chat.api.menus["all_private_chats", ""]}
    assert listed == menu == {name for name, _ in phrases("en").commands()}


async def test_every_command_of_the_menu_is_answered(chat: Chat) -> None:
    for name, _ in phrases("en").commands():
        sent = await chat.say(f"/{name}")
        assert "do not know that command" not in sent.text
    assert chat.api.refusals == []


async def test_menus_are_set_for_each_language_and_scope(chat: Chat) -> None:
    scopes = {"all_private_chats", "all_group_chats", "all_chat_administrators"}
    tags = {"" if code == "en" else code for code in languages()}
    assert set(chat.api.menus) == {(scope, tag) for scope in scopes for tag in tags}


async def test_quotes_takes_a_name_and_a_topic(chat: Chat) -> None:
    sent = await chat.say("/quotes brandt about luck")
    assert sent.parsed.quoted == ["“It was a matter of luck,”"]
    assert "More" not in "".join(sent.labels()[:1])
    assert "no quotes like that" in (await chat.say("/quotes nobody at all")).text
    newest = await chat.say("/quotes")
    assert newest.button("More 2/")


async def test_people_lists_and_one_person_is_shown_in_the_articles_words(chat: Chat) -> None:
    everybody = await chat.say("/people")
    assert "Ida Brandt\n2 mentions, 2 articles, 3 quotes" in everybody.text
    one = await chat.say("/people ida")
    assert one.parsed.quoted == ["Mayor Ida Brandt"]
    assert "nobody like that" in (await chat.say("/people zeppelin")).text


async def test_latest_lists_the_newest_and_opens_each(chat: Chat) -> None:
    sent = await chat.say("/latest")
    assert sent.text.index("Roof falls") < sent.text.index("Harbour bridge")
    await chat.press(sent, "2")
    assert sent.text.startswith(QUAY.headline)


async def test_sources_say_who_published_what(chat: Chat) -> None:
    sent = await chat.say("/sources")
    assert "The Wendside Courier: 1 article (14 January 2026 – 5 March 2026)" in sent.text


async def test_an_empty_archive_says_so(chat: Chat, answers: FakeAnswers) -> None:
    answers.articles.clear()
    for text in ("/latest", "/sources", "/people", "what will the repairs cost?"):
        assert "archive is empty" in (await chat.say(text)).text
    assert "own words" in (await chat.say("/start")).text


async def test_deep_links_open_an_article_a_person_a_question_and_an_answer(chat: Chat) -> None:
    def link(kind: PayloadKind, value: str) -> str:
        return f"/start {encode_payload(Payload(kind, value))}"

    assert (await chat.say(link(PayloadKind.ARTICLE, "1"))).text.startswith(QUAY.headline)
    assert "no longer" in (await chat.say(link(PayloadKind.ARTICLE, "99"))).text
    assert "Ida Brandt" in (await chat.say(link(PayloadKind.PERSON, "Ida Brandt"))).text
    asked = await chat.say(link(PayloadKind.QUESTION, "repairs cost"))
    assert asked.parsed.quoted == ["Repairs will cost 3 million crowns."]
    query = asked.button("Share")["switch_inline_query"]
    again = await chat.say(link(PayloadKind.SHOWN, query[1:].partition(".")[0]))
    assert again.parsed.quoted == asked.parsed.quoted
    assert "too old" in (await chat.say(link(PayloadKind.SHOWN, "nonsense"))).text
    assert "own words" in (await chat.say("/start %%%")).text


async def test_a_follow_up_leans_on_the_turn_before_until_it_expires(
    chat: Chat, answers: FakeAnswers, clock: Clock
) -> None:
    await chat.say("what will the repairs cost?")
    await chat.say("and the school?")
    memory = answers.asked[-1][1]
    assert memory is not None
    assert memory.question == "what will the repairs cost?"
    clock.now += 7 * 3600
    await chat.say("and the school?")
    assert answers.asked[-1][1] is None


async def test_forget_forgets_memory_buttons_and_language(chat: Chat, answers: FakeAnswers) -> None:
    sent = await chat.say("what will the repairs cost?")
    chosen = await chat.say("/language")
    await chat.press(chosen, "Deutsch")
    assert "vergessen" in (await chat.say("/forget")).text.lower()
    await chat.press(sent, "Context")
    assert "too old" in chat.api.notices[-1]
    await chat.say("and the school?")
    assert answers.asked[-1][1] is None


async def test_the_bot_speaks_the_persons_language_until_another_is_chosen(chat: Chat) -> None:
    sent = await chat.say("zeppelins", language="ru-RU")
    assert "ничего нет" in sent.text
    menu = await chat.say("/language", language="ru-RU")
    assert menu.labels() == [phrases(code).name for code in languages()]
    await chat.press(menu, "Español")
    assert menu.text == "Ahora hablo español."
    assert "No hay nada" in (await chat.say("zeppelins", language="ru-RU")).text


async def test_privacy_says_what_is_kept_and_how_long(chat: Chat) -> None:
    sent = await chat.say("/privacy")
    assert "6 h" in sent.text
    assert "30 days" in sent.text
    assert "the first 2000 characters of a message that you forward" in sent.text


async def test_how_much_of_an_article_can_be_read_is_the_operators_choice(
    open_chat: Open, settings: Settings
) -> None:
    opening = await open_chat(settings.model_copy(update={"article_view": ArticleView.OPENING}))
    sent = await opening.say("where was the compass found?")
    await opening.press(sent, "Source")
    assert "Read on at the source." in sent.text
    assert "Next page ▸" not in sent.labels()
    assert len(sent.parsed.quoted[0]) < 2000
    nothing = await open_chat(settings.model_copy(update={"article_view": ArticleView.NOTHING}))
    sent = await nothing.say("where was the compass found?")
    await nothing.press(sent, "Source")
    assert sent.parsed.quoted == []
    assert "excerpts only" in sent.text
