"""Who said what: English."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.ingest.people import find_people
from store.ingest.quotes import extract_quotes


def said(text: str, language: str = "en") -> list[tuple[str, str | None]]:
    """The quoted words and their speakers."""
    return [(quote.span.of(text), quote.speaker) for quote in extract_quotes(text, language)]


def speakers(text: str, language: str = "en") -> list[str | None]:
    """The speakers alone."""
    return [speaker for _, speaker in said(text, language)]


_INTRO = "Mayor Ann Lee met reporters on Monday. "


@pytest.mark.parametrize(
    "sentence",
    [
        "“We will build it,” Lee said.",
        "“We will build it,” said Lee.",
        "“We will build it,” said Mayor Lee, who was elected in May.",
        "“We will build it,” Lee, 52, a former teacher, told the crowd.",
        "“We will build it,” Lee – a former teacher – said.",
        "Lee said, “We will build it.”",
        "Lee on Tuesday said: “We will build it.”",
        "Lee also wrote on Twitter: “We will build it.”",
        "Lee: “We will build it.”",
        "“We will build it,” according to Lee.",
        "According to Lee, “we will build it.”",
        "“We will build it,” she said.",
        "“Will we build it?” Lee asked.",
        "In a statement, Lee said that the town “will build it.”",
        "Lee took the floor, adding, “We will build it.”",
        "Lee released a statement saying “we will build it.”",
        "“We will build it.” — Ann Lee",
        "She called the plan “a disgrace for all of us.”",
    ],
)
def test_the_speaker_is_the_one_the_cue_names(sentence: str) -> None:
    assert speakers(_INTRO + sentence) == ["Ann Lee"]


def test_a_surname_gets_its_fullest_form_without_title_and_with_suffix() -> None:
    text = (
        "Top U.S. military officer Joseph Dunmore Jr. landed. "
        "He met Defense Secretary Jim Harlan.\n\n"
        "“We stay,” Dunmore told reporters. “We leave,” Harlan replied."
    )
    assert speakers(text) == ["Joseph Dunmore Jr.", "Jim Harlan"]


def test_one_quote_around_its_cue_is_one_group() -> None:
    text = "“We go,” said Ann Lee, “and we do not come back.” “Why?” asked Bob Ray."
    first, second, third = extract_quotes(text, "en")
    assert first.group == second.group != third.group
    assert (first.speaker, second.speaker, third.speaker) == ("Ann Lee", "Ann Lee", "Bob Ray")


def test_speech_goes_on_with_its_speaker_over_paragraphs() -> None:
    text = "“We go,” said Ann Lee. “We go now.\n\n“We will not come back.”\n\nThe town slept."
    quotes = extract_quotes(text, "en")
    assert [quote.speaker for quote in quotes] == ["Ann Lee"] * 3
    assert quotes[1].group == quotes[2].group


def test_words_quoted_inside_a_report_are_a_part() -> None:
    text = "Ann Lee called the bill “a disgrace” on Monday. “It will not pass,” she said."
    assert [quote.is_part for quote in extract_quotes(text, "en")] == [True, False]


@pytest.mark.parametrize(
    "text",
    [
        "The film “Grand Harbour Lights” opened on Friday.",
        "She spoke on CBS’s “Morning People” on Monday.",
        "Robert “Bobby” Stone opened the shop.",
        "It is the so-called “freedom law” of the county.",
        "The book, titled “How to Sail,” sold well.",
        "On ABC’s “The Long Week,” Ann Lee said that she would run.",
    ],
)
def test_titles_nicknames_and_scare_quotes_are_not_speech(text: str) -> None:
    assert said(text) == []


def test_nobody_is_named_where_the_text_does_not_say() -> None:
    assert speakers("The lights went out.\n\n“Is anybody there?”\n\nNothing moved.") == [None]


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("“No comment,” said a spokesman for the ministry.", "a spokesman for the ministry"),
        ("“No comment,” a spokeswoman for Ann Lee said.", "a spokeswoman for Ann Lee"),
        ("“No comment,” the company said in a statement.", "the company"),
        ("“We are full,” an official familiar with the talks said.", None),
        ("“No comment,” Ann Lee’s lawyer said.", "Ann Lee’s lawyer"),
    ],
)
def test_unnamed_sources_and_organisations_stand_as_worded(text: str, speaker: str | None) -> None:
    found = speakers(text)[0]
    assert found is not None
    assert speaker is None or found == speaker


def test_a_pronoun_means_the_person_of_its_gender_who_spoke() -> None:
    text = (
        "Susan Miller praised the plan. David Stone said it was too dear.\n\n"
        "“We cannot pay,” he said. “We must,” she replied."
    )
    assert speakers(text) == ["David Stone", "Susan Miller"]


def test_an_office_does_not_tell_a_gender() -> None:
    text = "Prime Minister Helen Stone met David Ray.\n\n“We begin today,” she said."
    assert speakers(text) == ["Helen Stone"]


def test_a_plural_pronoun_names_nobody() -> None:
    text = "Susan Miller met David Stone.\n\n“We are glad,” they said."
    quote = extract_quotes(text, "en")[0]
    assert quote.speaker is None
    assert quote.mention is not None
    assert quote.mention.of(text) == "they"


def test_two_people_of_one_surname_are_kept_apart() -> None:
    text = (
        "Mr. Brown and Mrs. Brown disagree. Peter Brown runs a shop and Helen Brown a school.\n\n"
        "“I sell bread,” said Peter Brown. “I teach,” said Helen Brown. "
        "“I am tired,” Mrs. Brown said."
    )
    assert speakers(text) == ["Peter Brown", "Helen Brown", "Helen Brown"]


def test_a_role_means_the_one_person_who_has_it() -> None:
    text = "Senator Ann Lee spoke first.\n\n“We are late,” the senator said."
    assert speakers(text) == ["Ann Lee"]


def test_a_relative_clause_speaks_for_its_name() -> None:
    text = "The plan was shelved by Ann Lee, who said “nobody wanted it at all.”"
    assert speakers(text) == ["Ann Lee"]


def test_a_passive_is_said_by_its_agent() -> None:
    text = "Ann Lee was called “the worst mayor ever” by Bob Ray, a rival."
    assert speakers(text) == ["Bob Ray"]


def test_speech_alone_in_a_paragraph_is_of_the_colon_before() -> None:
    text = "Ann Lee had this to say:\n\n“We will build it, and we will build it now.”"
    assert speakers(text) == ["Ann Lee"]


def test_a_credit_below_a_quote_names_its_speaker() -> None:
    text = "“Nobody knows how it ends.”\n\n— Ann Lee, a baker from Leeds"
    assert speakers(text) == ["Ann Lee"]


def test_a_question_before_an_aside_keeps_its_speaker() -> None:
    text = "“Is it wise?” Ann Lee, the mayor’s adviser on parks and water, said on Monday."
    assert speakers(text) == ["Ann Lee"]


def test_mentions_and_cues_are_spans_of_the_article() -> None:
    text = "“We go,” said Ann Lee on Monday."
    quote = extract_quotes(text, "en")[0]
    assert quote.mention is not None
    assert quote.cue is not None
    assert (quote.mention.of(text), quote.cue.of(text)) == ("Ann Lee", "said")


def test_a_title_that_begins_like_a_name_is_not_that_name() -> None:
    text = (
        "Del Moss met the paper on Monday. Del said nothing.\n\n“We have waited for this bridge "
        "for years,” said Del. Mara Quill, a member for the coast."
    )
    assert speakers(text) == ["Mara Quill"]


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("“We go now and never come back to this harbour” Quill said.", "Quill"),
        ("“It’s dear,” cafe owner David “Stoney” Stone said.", "David “Stoney” Stone"),
        ("“It helps,” Leeds school board treasurer Ann Lee said.", "Ann Lee"),
        ("“It is late,” said the club in a statement.", "the club"),
        ("“It rose,” according to a December report.", "a December report"),
        ("“We know,” a US official said of it.", "a US official"),
        ("“I like hens,” smiled Ann Lee in a hat.", "Ann Lee"),
        ("Adds Quill: “There is hope in everyone here.”", "Quill"),
        ("''It is late,'' said Ann Lee.", "Ann Lee"),
        ("“It is late,’’ said Ann Lee.", "Ann Lee"),
        ("\"It is late,'' said Ann Lee.", "Ann Lee"),
        ("A tweet followed. Lee’s tweet saying she “never wanted it” stayed.", "Lee’s tweet"),
    ],
)
def test_a_speaker_is_told_however_the_credit_is_set(text: str, speaker: str) -> None:
    assert speakers(text) == [speaker]


def test_it_and_they_are_what_spoke_last_where_they_can_be() -> None:
    text = (
        "“We are late,” the company said. “It rains,” it added.\n\n"
        "“Nobody came,” researchers wrote. “We wait,” they added. “We hope,” it said."
    )
    assert speakers(text) == ["the company", "the company", "researchers", "researchers", None]


def test_a_person_named_in_the_words_is_not_the_pronoun_that_says_them() -> None:
    text = "Peter Brown praised David Stone on Monday.\n\n“Stone is a calm man,” he said."
    assert speakers(text) == ["Peter Brown"]


def test_the_first_word_of_a_sentence_is_nobody_without_a_verb_of_speech() -> None:
    text = "Perfectly paced, the story goes far. “It has many turns and it keeps them.”"
    assert speakers(text) == [None]


def test_a_title_before_its_maker_is_not_said_by_anybody() -> None:
    text = "“This is for you,” says “Harbour” director Ann Lee."
    assert said(text) == [("This is for you,", "Ann Lee")]


_PIECES = st.lists(
    st.sampled_from(
        [
            "“We go,”", "said", "Ann Lee", "Lee", "she", ",", ".", "who", "told",
            "called it", "“a farce”",
            "\n\n", ":", "according to", "the senator", "and", "Bob Ray’s", "saying", "(", ")",
            "—", "“Oh", "by",
        ]
    ),
    max_size=25,
)  # fmt: skip


@given(_PIECES)
def test_any_order_of_words_gives_the_same_quotes_with_people_found_before(
    pieces: list[str],
) -> None:
    text = " ".join(pieces)
    quotes = extract_quotes(text, "en")
    assert quotes == extract_quotes(text, "en", find_people(text, "en"))
    for quote in quotes:
        assert quote.mention is None or quote.mention.of(text).strip()
        assert quote.speaker is None or quote.mention is not None
    groups = [quote.group for quote in quotes]
    assert groups == sorted(groups)


_BEFORE = "Port head Ida Brook said: “The crane has never been so slow.”\n\n"


@pytest.mark.parametrize(
    "told",
    [
        "Baker Nora Quist promised cakes. “We bake at four,” she said.",
        "Nora Quist, a baker, promised cakes. “We bake at four,” she said.",
        "The baker, Nora Quist, was angry. “We bake at four,” she said.",
        "Nora Quist came by on Friday. She ate two cakes. “We bake at four,” she said.",
        "Nora Quist promised cakes.\n\n“We bake at four,” she said.",
        "Nora Quist promised cakes. She said: “We bake at four.”",
        "When Brook had left, Nora Quist promised cakes. “We bake at four,” she said.",
        "Nora Quist wrote to Ida Brook. “We bake at four,” she said.",
        "Brook’s neighbour Nora Quist promised cakes. “We bake at four,” she said.",
    ],
)
def test_a_pronoun_means_the_subject_named_last_whoever_spoke_before(told: str) -> None:
    assert speakers(_BEFORE + told)[-1] == "Nora Quist"


@pytest.mark.parametrize(
    "told",
    [
        "The crane stood still. “We wait,” she said.",
        "She met Nora Quist on Friday. “We wait,” she said.",
        "“We oil it,” Brook added. Nora Quist’s house shook. “We wait,” she said.",
        "Brook told Nora Quist about the oil. “We wait,” she said.",
        "Nora Quist and Ida Brook laughed. Brook was louder. “We wait,” she said.",
    ],
)
def test_a_person_named_beside_the_subject_does_not_take_its_place(told: str) -> None:
    assert speakers(_BEFORE + told)[-1] == "Ida Brook"


def test_a_pronoun_that_fits_two_equally_is_given_to_nobody() -> None:
    text = "Nora Quist and Ida Brook promised cakes. “We bake at four,” she said."
    assert speakers(text) == [None]
    assert speakers(text.replace("Ida Brook", "Carl Brook")) == ["Nora Quist"]


@pytest.mark.parametrize(
    ("text", "language", "speaker"),
    [
        (
            (
                "Die Trainerin Ida Brook sagte: „Wir warten.“\n\n"
                "Bäckerin Nora Quist versprach Kuchen. „Wir backen um vier“, sagte sie."
            ),
            "de",
            "Nora Quist",
        ),
        (
            (
                "«Мы ждём», — сказала Ирина Белова.\n\n"
                "Пришла Мария Орлова. «Мы печём в четыре», — сказала она."
            ),
            "ru",
            "Мария Орлова",
        ),
    ],
)
def test_a_pronoun_of_another_language_means_the_subject_named_last(
    text: str, language: str, speaker: str
) -> None:
    assert speakers(text, language)[-1] == speaker


@pytest.mark.parametrize(
    "line",
    [
        "And from Chairwoman Ann Lee:",
        "From the desk of Ann Lee, head of the mill at Lund:",
        "Statement by Mayor Ann Lee on the bypass:",
        "Ann Lee, who runs the mill, on the vote:",
        "From Ann Lee of the Harbour Club:",
    ],
)
def test_a_line_above_credits_the_words_below_it(line: str) -> None:
    text = f"Bo Ray was confirmed on Monday.\n\n{line}\n\n“He will mend the mill.”"
    assert said(text) == [("He will mend the mill.", "Ann Lee")]


def test_a_line_of_speech_that_answers_is_not_by_whoever_asked() -> None:
    text = "“Is it late?” asked Ann Lee.\n\n“It is four o'clock.”\n\nSilence."
    assert said(text)[1] == ("It is four o'clock.", None)
    assert speakers("“It is late,” said Ann Lee.\n\n“It is four o'clock.”")[1] == "Ann Lee"


def test_two_whose_lines_alternate_go_on_to_do_so() -> None:
    text = (
        "“Is it late?” asked Ann Lee.\n\n“It is four,” said Bo Ray.\n\n“It was four before.”\n\n"
        "“It is four again.”\n\nThe sun rose.\n\n“Then we wait.”"
    )
    assert speakers(text) == ["Ann Lee", "Bo Ray", "Ann Lee", "Bo Ray", None]


def test_he_and_she_after_one_name_of_either_gender_name_nobody() -> None:
    text = "Bo Lind sat with us. He laughed.\n\n“Never, never again,” she said."
    assert speakers(text) == [None]


def test_a_headline_before_its_author_is_nobodys_speech() -> None:
    assert (
        said("THE ARTS—“Mill will not be sold after all,” by the Post’s Ann Lee: a report.") == []
    )


def test_what_stands_on_a_shirt_is_not_said_by_its_wearer() -> None:
    text = "Ann Lee was seen at the mill, wearing a shirt that read “No bread, no peace.”"
    assert said(text) == [("No bread, no peace.", None)]
