from __future__ import annotations

from store.model import Article, ArticleId
from tests.bot.conftest import Chat
from tests.fakes.answers import QUAY, SCHOOL, FakeAnswers


async def test_a_question_is_answered_with_the_articles_own_words(chat: Chat) -> None:
    sent = await chat.say("what will the repairs cost?")
    assert sent.parsed.quoted == ["Repairs will cost 3 million crowns."]
    assert "The Wendside Courier · Tom Alder · 14 January 2026" in sent.text
    assert QUAY.headline in sent.parsed.of("text_link")
    assert sent.preview == {"url": QUAY.url, "prefer_small_media": True}


async def test_what_answers_is_bold(chat: Chat) -> None:
    sent = await chat.say("what will the repairs cost?")
    assert sent.parsed.of("bold") == ["Repairs", "will", "cost"]


async def test_the_link_opens_the_page_at_the_sentence(chat: Chat) -> None:
    sent = await chat.say("what will the repairs cost?")
    (link,) = [entity.url for entity in sent.parsed.entities if entity.kind == "text_link"]
    assert link == f"{QUAY.url}#:~:text=Repairs%20will%20cost%203%20million%20crowns."


async def test_a_quote_names_its_speaker(chat: Chat) -> None:
    sent = await chat.say("what did the mayor say about winter?")
    assert "— Ida Brandt" in sent.text
    assert sent.parsed.quoted[0].startswith("“We cannot wait")


async def test_a_quote_nobody_is_named_for_says_so(chat: Chat) -> None:
    sent = await chat.say("what did they say about money?")
    assert "the text does not say who" in sent.text


async def test_markup_in_an_article_stays_words(chat: Chat) -> None:
    sent = await chat.say("were pupils inside?")
    assert sent.parsed.quoted == ["<No> pupils were inside."]
    assert "<No> pupils were inside." in chat.api.calls[-1][1]["text"]


async def test_nothing_found_is_said_plainly_with_what_is_near(chat: Chat) -> None:
    sent = await chat.say("zeppelins over Patagonia")
    assert "nothing in the archive" in sent.text
    assert sent.parsed.quoted == []
    answered = await chat.press(sent, "latest on the bridge")
    assert answered is not sent
    assert answered.parsed.quoted == [QUAY.text[: QUAY.text.index(" Repairs")]]
    assert "latest on the bridge" in answered.parsed.of("italic")


async def test_what_may_answer_is_shown_as_such_whichever_of_it_is_seen(
    chat: Chat, answers: FakeAnswers
) -> None:
    answers.confidence = 0.6
    sent = await chat.say("the roof of the school and the bridge")
    assert sent.text.startswith("This may answer it:\n\nThe roof of Mill Lane")
    await chat.press(sent, "More")
    assert sent.text.startswith("This may answer it:\n\nThe harbour bridge")


async def test_what_was_declined_may_answer_and_what_is_near_stands_below_it(
    chat: Chat, answers: FakeAnswers
) -> None:
    answers.confidence = 0.4
    sent = await chat.say("what will the repairs cost?")
    assert sent.text.startswith("This may answer it:")
    assert sent.parsed.quoted == ["Repairs will cost 3 million crowns."]
    answered = await chat.press(sent, "latest on the bridge")
    assert "latest on the bridge" in answered.parsed.of("italic")
    memory = answers.asked[-1][1]
    assert memory is not None
    assert memory.article_id == QUAY.id


async def test_what_surely_answers_needs_no_such_word_and_what_hardly_does_is_not_shown(
    chat: Chat, answers: FakeAnswers
) -> None:
    assert "may answer" not in (await chat.say("what will the repairs cost?")).text
    answers.confidence = 0.2
    sent = await chat.say("what will the repairs cost?")
    assert "nothing in the archive" in sent.text
    assert sent.parsed.quoted == []


async def test_more_and_back_edit_the_one_message(chat: Chat) -> None:
    sent = await chat.say("the roof of the school and the bridge")
    first, count = sent.text, len(chat.api.sent)
    await chat.press(sent, "More")
    assert sent.text != first
    await chat.press(sent, "◂ Back")
    assert sent.text == first
    assert len(chat.api.sent) == count


async def test_context_widens_the_excerpt_until_there_is_no_more(chat: Chat) -> None:
    sent = await chat.say("what will the repairs cost?")
    await chat.press(sent, "Context")
    assert sent.parsed.quoted == [QUAY.text.split("\n\n")[0]]
    await chat.press(sent, "Context")
    assert chat.api.notices == ["There is no more context to show."]


async def test_the_article_can_be_paged_to_its_end(chat: Chat, answers: object) -> None:
    sent = await chat.say("where was the compass found?")
    await chat.press(sent, "Source")
    read = sent.parsed.quoted[0]
    while "Next page ▸" in sent.labels():
        await chat.press(sent, "Next page")
        read += " " + sent.parsed.quoted[0]
    letter = answers.articles[3].text  # type: ignore[attr-defined]
    assert read.split() == letter.split()
    await chat.press(sent, "◂ Answer")
    assert sent.parsed.quoted == ["Somebody found a compass under the old pier."]


async def test_more_by_a_speaker_and_back_to_the_answer(chat: Chat) -> None:
    sent = await chat.say("what did the mayor say about winter?")
    first = sent.text
    await chat.press(sent, "More by Brandt")
    assert sent.text != first
    assert "— Ida Brandt" in sent.text
    await chat.press(sent, "◂ Answer")
    assert sent.text == first


async def test_a_corrected_word_is_said_and_can_be_taken_as_typed(chat: Chat) -> None:
    sent = await chat.say("the harbour brigde")
    assert "Showing results for bridge" in sent.text
    await chat.press(sent, "Exactly “brigde”")
    assert chat.application.bot_data.services.whole.asked[-1][2] is True  # type: ignore[attr-defined]
    assert "Showing results" not in sent.text


async def test_a_verdict_is_kept_once(chat: Chat) -> None:
    sent = await chat.say("what did the mayor say about winter?")
    await chat.press(sent, "👍")
    await chat.press(sent, "👎")
    assert chat.api.notices == ["Thank you: noted."] * 2
    (verdict,) = chat.application.bot_data.services.chats.feedback()
    assert (verdict.verdict, verdict.article_id) == ("unhelpful", QUAY.id)


async def test_a_wrong_speaker_is_kept_beside_another_verdict(chat: Chat) -> None:
    sent = await chat.say("what did the mayor say about winter?")
    await chat.press(sent, "👍")
    await chat.press(sent, "Wrong speaker")
    verdicts = chat.application.bot_data.services.chats.feedback()
    assert [verdict.verdict for verdict in verdicts] == ["wrong_speaker", "helpful"]
    wrong = verdicts[0]
    assert (wrong.speaker, wrong.question) == ("Ida Brandt", "what did the mayor say about winter?")
    assert wrong.quote_start is not None
    assert QUAY.text[wrong.quote_start : wrong.quote_stop].startswith("We cannot wait")


async def test_short_words_are_copied_by_telegram_long_ones_come_to_tap(chat: Chat) -> None:
    sent = await chat.say("what will the repairs cost?")
    text = sent.button("Copy")["copy_text"]["text"]
    assert text.startswith("Repairs will cost 3 million crowns.\nHarbour bridge")
    sent = await chat.say("boots shore weather")
    copied = await chat.press(sent, "Copy")
    assert copied is not sent
    assert copied.parsed.of("pre")[0].startswith("The finder, who had walked")


async def test_names_tags_and_addresses_in_an_excerpt_neither_ping_nor_link(chat: Chat) -> None:
    sent = await chat.say("quayshops tag")
    assert "@quayshops" in sent.parsed.quoted[0]
    assert sent.parsed.live() == []


async def test_a_button_of_another_time_gets_a_friendly_word(chat: Chat, clock: object) -> None:
    sent = await chat.say("what will the repairs cost?")
    clock.now += 31 * 86400  # type: ignore[attr-defined]
    await chat.press(sent, "Context")
    assert "too old" in chat.api.notices[0]


async def test_an_article_that_changed_since_is_not_quoted(chat: Chat, answers: object) -> None:
    sent = await chat.say("the roof of the school and the bridge")
    changed = SCHOOL.text.replace("The roof", "A roof")
    articles = answers.articles  # type: ignore[attr-defined]
    for article in list(articles.values()):
        articles[article.id] = type(article)(article.id, article.headline, changed)
    await chat.press(sent, "Context")
    assert "has changed" in chat.api.notices[0]
    articles.clear()
    await chat.press(sent, "Context")
    assert "no longer" in chat.api.notices[1]


async def test_a_long_excerpt_is_folded_until_it_is_tapped(
    chat: Chat, answers: FakeAnswers
) -> None:
    words = "The lamplighter told " + "and told " * 90 + "until morning."
    answers.articles[ArticleId(9)] = Article(ArticleId(9), "A long night", words, language="en")
    sent = await chat.say("lamplighter")
    assert sent.parsed.of("expandable_blockquote") == [words]


async def test_other_publishers_of_the_story_are_named(chat: Chat, answers: FakeAnswers) -> None:
    answers.also = (SCHOOL,)
    sent = await chat.say("what will the repairs cost?")
    assert "Also reported by The Estuary Mail" in sent.text
    assert SCHOOL.url in {entity.url for entity in sent.parsed.entities}


async def test_right_to_left_text_is_isolated_and_the_words_stay_untouched(
    chat: Chat, answers: FakeAnswers
) -> None:
    text = "الجسر القديم مغلق منذ الأحد."
    answers.articles[ArticleId(9)] = Article(ArticleId(9), "جسر مغلق", text, publisher="البريد")
    sent = await chat.say("الجسر")
    assert sent.parsed.quoted == [text]
    assert "\u2068جسر مغلق\u2069" in sent.text
    assert "\u2068البريد\u2069" in sent.text
