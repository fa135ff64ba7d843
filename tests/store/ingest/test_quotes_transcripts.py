"""Who said what: interviews and transcripts, where a name and a colon open each turn."""

from __future__ import annotations

import pytest

from store.ingest.quotes import extract_quotes


def said(text: str, language: str = "en") -> list[tuple[str, str | None]]:
    """The words of each quote and their speakers."""
    return [(quote.span.of(text), quote.speaker) for quote in extract_quotes(text, language)]


def test_the_turns_of_an_interview_are_quotes_of_those_named() -> None:
    text = (
        "Nora Quist has baked in Lund for 31 years.\n\n"
        "The Lund Post: Do you ever sleep?\n\n"
        "Nora Quist: Never. I have the oven.\n\n"
        "The Lund Post: What comes next?\n\n"
        "Quist (laughing): I shall buy a bed."
    )
    assert said(text) == [
        ("Do you ever sleep?", "The Lund Post"),
        ("Never. I have the oven.", "Nora Quist"),
        ("What comes next?", "The Lund Post"),
        ("I shall buy a bed.", "Nora Quist"),
    ]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Nora Quist bakes.\n\nQ: Do you sleep?\n\nA: I never do.\n\nQ: Why?\n\nA: I bake.", "en"),
        ("Nora Quist bakes.\n\nQ. Do you sleep?\n\nA. I never do.\n\nQ. Why?\n\nA. I bake.", "en"),
        (
            (
                "Nora Quist backt.\n\nFrage: Schlafen Sie?\n\nAntwort: Ich schlafe nie.\n\n"
                "Frage: Warum?\n\nAntwort: Ich backe."
            ),
            "de",
        ),
        (
            (
                "Анна Белова печёт хлеб.\n\nВопрос: Вы спите?\n\nОтвет: Я не сплю.\n\n"
                "Вопрос: Почему?\n\nОтвет: Я пеку."
            ),
            "ru",
        ),
    ],
)
def test_answers_without_a_name_are_those_of_the_guest(text: str, language: str) -> None:
    found = said(text, language)
    assert len(found) == 2
    assert {speaker for _, speaker in found} == {" ".join(text.split()[:2])}


def test_a_transcript_in_capitals_is_read_with_its_titles() -> None:
    text = (
        "MAYOR QUIST: Order, please. The mill is not a fair.\n\n"
        "COUNCILLOR STONE: I would like to note that I bake.\n\n"
        "MAYOR QUIST: It is noted. The vote is at nine."
    )
    assert [speaker for _, speaker in said(text)] == [
        "MAYOR QUIST",
        "COUNCILLOR STONE",
        "MAYOR QUIST",
    ]


def test_paragraphs_between_two_turns_go_on_with_the_first() -> None:
    text = (
        "Nora Quist: I bake at four.\n\nThe oven is hot then.\n\n(She yawns.)\n\n"
        "Quist shows the oven.\n\nBo Ray: And I sleep.\n\nNora Quist: We know.\n\nThe sun rose."
    )
    quotes = extract_quotes(text, "en")
    assert [quote.span.of(text) for quote in quotes] == [
        "I bake at four.",
        "The oven is hot then.",
        "And I sleep.",
        "We know.",
    ]
    assert [quote.group for quote in quotes] == [0, 0, 1, 2]


def test_words_quoted_inside_a_turn_are_not_listed_twice() -> None:
    text = (
        "Nora Quist: He told me “go away from here” and I went.\n\n"
        "Bo Ray: I never said that.\n\nNora Quist: You did.\n\n"
        "“It was loud,” said Cy Dow."
    )
    assert [words for words, _ in said(text)][1:] == [
        "I never said that.",
        "You did.",
        "It was loud,",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Tickets: Four crowns at the gate.\n\nDirections: Take the bus to the quay.",
        "Tickets: You can buy them here.\n\nDirections: Take it.\n\nTickets: We said so.",
        "Ann Lee: 5 goals\n\nBo Ray: 3 goals\n\nCy Dow: 2 goals",
        "Ann Lee: The baker won by a lap.\n\nBo Ray: He came in last.\n\nCy Dow: She fell.",
        "Leeds: The mill burned.\n\nLund: We wait for rain.\n\nLeeds: It rains.",
        "Monday: We open at nine.\n\nTuesday: We close.\n\nMonday: We open.",
        "Ann Lee: We will build it.",
    ],
)
def test_lists_and_notices_are_no_conversation(text: str) -> None:
    assert said(text) == []
