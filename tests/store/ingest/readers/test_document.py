from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.ingest.readers.document import read_document
from store.ingest.story.normalise import normalise
from store.model import Draft

SAVED = """\
# Harbour Bridge to Close for a Year, Mayor Says

May 03, 2031

**Anna Lind / Photocommons (CC BY 4.0)**

The harbour bridge will close in June, the mayor of Vellin said on Monday.

**Related article:** [Ferry Fares to Rise](#)

“We cannot mend it *while* you drive on it,” Mayor Ida Brandt [told](#) the council.

See also: [The bridge in pictures](https://courier.example/pictures)

Shops on the quay fear for their trade.

*Ole Dahl contributed reporting to this article.*

Original url:

<https://www.courier.example/2031/05/03/bridge-to-close>
"""


def read(text: str, name: str = "story.txt") -> Draft:
    return read_document(text, source=name)


def test_a_saved_article_is_its_story_and_nothing_else() -> None:
    assert read(SAVED).text == (
        "The harbour bridge will close in June, the mayor of Vellin said on Monday.\n\n"
        "“We cannot mend it while you drive on it,” Mayor Ida Brandt told the council.\n\n"
        "Shops on the quay fear for their trade."
    )


def test_what_a_saved_article_says_of_itself_is_metadata() -> None:
    draft = read(SAVED)
    assert draft.headline == "Harbour Bridge to Close for a Year, Mayor Says"
    assert draft.published == "2031-05-03"
    assert draft.url == "https://www.courier.example/2031/05/03/bridge-to-close"
    assert draft.publisher == "courier.example"


@pytest.mark.parametrize(
    "foot",
    [
        "Source: https://courier.example/a",
        "Originally published at https://courier.example/a.",
        "Quelle:\n\nhttps://courier.example/a",
        "Источник: https://courier.example/a",
        "[Read the original](https://courier.example/a)",
        "https://courier.example/a",
    ],
)
def test_the_address_at_the_foot_is_no_part_of_the_story(foot: str) -> None:
    draft = read(f"# Rain\n\nIt rained all day in Vellin.\n\n{foot}\n")
    assert draft.text == "It rained all day in Vellin."
    assert draft.url == "https://courier.example/a"


@pytest.mark.parametrize(
    ("head", "byline", "published"),
    [
        ("By Ole Dahl", "Ole Dahl", None),
        ("By Ole Dahl and Ida Brandt | May 3, 2031", "Ole Dahl and Ida Brandt", "2031-05-03"),
        ("Von Anna Lind, 3. Mai 2031", "Anna Lind", "2031-05-03"),
        ("Author: Ole Dahl\nDate: 2031-05-03", "Ole Dahl", "2031-05-03"),
        ("Published 3 May 2031 10:30 CET", None, "2031-05-03T10:30:00+01:00"),
        ("By Ole Dahl\nThe Vellin Post\n3 May 2031", "Ole Dahl", "2031-05-03"),
        ("The Vellin Post\nBy Ole Dahl\n3 May 2031", "Ole Dahl", "2031-05-03"),
        ("By Ole Dahl | The Vellin Post | 3 May 2031", "Ole Dahl", "2031-05-03"),
        ("By Ole Dahl\nStaff Writer\nThe Vellin Post", "Ole Dahl", None),
        (
            "Von Ole Dahl, Redakteur\nHafenblatt\n3. Mai 2031\n4 Min. Lesezeit",
            "Ole Dahl",
            "2031-05-03",
        ),
    ],
)
def test_header_lines_are_metadata(head: str, byline: str | None, published: str | None) -> None:
    draft = read(f"Rain in Vellin\n\n{head}\n\nIt rained all day, and nobody went out.\n")
    assert (draft.byline, draft.published) == (byline, published)
    assert draft.text == "It rained all day, and nobody went out."


def test_a_publisher_beside_a_byline_is_metadata() -> None:
    story = "It rained all day, and nobody went out."
    for text in (
        f"Rain in Vellin\nBy Ole Dahl\nThe Vellin Post\n3 May 2031\n{story}",
        f"By Ole Dahl\nThe Vellin Post\n3 May 2031\n\nRain in Vellin\n\n{story}",
    ):
        draft = read(text)
        assert (draft.headline, draft.publisher) == ("Rain in Vellin", "The Vellin Post")
        assert draft.text == story


@pytest.mark.parametrize(
    "words",
    [
        "By Night\nThe Vellin sleeps in rain",
        "By Vellin\nand by the sea\nit rains",
        "The Vellin Post\n3 May 2031 was a day of rain.",
    ],
)
def test_verse_and_sentences_are_no_header(words: str) -> None:
    draft = read(f"Rain in Vellin\n\n{words}\n\nIt rained all day.\n")
    assert words in draft.text
    assert draft.publisher is None


def test_a_speaker_in_a_transcript_is_no_header() -> None:
    talk = "Author: I never read what they write of me, and I sleep well."
    draft = read(f"# Talk\n\n{talk}\n\nReporter: Really?\n")
    assert draft.byline is None
    assert talk in draft.text


def test_a_dateline_is_noted_and_stays_in_the_text() -> None:
    draft = read("Rain\n\nVELLIN, Norland (AP) — It rained all day.\n\nIt will rain on.\n")
    assert draft.dateline == "VELLIN, Norland"
    assert draft.text.startswith("VELLIN, Norland (AP) — It rained")


def test_front_matter_is_metadata() -> None:
    draft = read(
        '---\ntitle: "Rain: all day"\nauthor:\n  - Ole Dahl\n  - Ida Brandt\ndate: 2031-05-03\n'
        "source: https://courier.example/rain\nlang: en-GB\n---\n\nIt rained all day.\n",
        "rain.md",
    )
    assert draft.headline == "Rain: all day"
    assert draft.byline == "Ole Dahl, Ida Brandt"
    assert draft.url == "https://courier.example/rain"
    assert draft.language == "en"
    assert draft.text == "It rained all day."


def test_lines_wrapped_by_hand_are_joined_and_verse_is_not() -> None:
    wrapped = (
        "The council of Vellin met on Monday to hear what the engineers had\n"
        "found under the harbour bridge, and it was not good news for anyone\n"
        "who has to cross it in the morning."
    )
    verse = "The rain came down,\nthe town went grey,\nand nobody\ncame out to play."
    draft = read(f"Rain\n\n{wrapped}\n\n{verse}\n")
    assert draft.text == wrapped.replace("\n", " ") + "\n\n" + verse


def test_a_text_without_blank_lines_has_a_paragraph_a_line() -> None:
    first, second = "It rained all day in Vellin. " * 5, "Nobody went out, the mayor said. " * 5
    assert read(f"{first}\n{second}\n").text == f"{first.strip()}\n\n{second.strip()}"


def test_emphasis_inside_a_sentence_is_only_words() -> None:
    assert read("# A\n\nIt was **very** wet and *so* cold.\n\nMore.\n").text.startswith(
        "It was very wet and so cold."
    )


def test_a_bold_sentence_that_is_no_caption_stays() -> None:
    assert "The bridge is unsafe." in read("# A\n\n**The bridge is unsafe.**\n\nIt closes.\n").text


def test_headings_lists_and_block_quotes_are_in_the_text() -> None:
    text = read(
        "# A\n\nIntro.\n\n## What closes\n\n- the bridge\n- the quay\n\n> We are sorry.\n"
    ).text
    assert text == "Intro.\n\nWhat closes\n\nthe bridge\nthe quay\n\nWe are sorry."


@pytest.mark.parametrize(
    ("words", "text"),
    [
        ("The fee is ~~two~~ four **crowns**.", "The fee is four crowns."),
        ("The fee is <del>two</del> <ins>four</ins> crowns.", "The fee is four crowns."),
        ("The fee is ~~**two** [or](https://a.example)~~ four crowns.", "The fee is four crowns."),
        ("The fee is about ~4 crowns, or ~5.", "The fee is about ~4 crowns, or ~5."),
        ("The fee is four crowns[^1], he said.", "The fee is four crowns, he said."),
    ],
)
def test_struck_out_words_and_marks_of_notes_in_markdown_are_not_read(
    words: str, text: str
) -> None:
    assert read_document(f"# Mud\n\n{words}", source="a.md").text == text


def test_stars_and_underscores_in_plain_text_are_left_alone() -> None:
    text = "The file a_b_c costs 3*4*5 crowns.\n\nNothing else is known of it."
    assert read(f"Prices\n\n{text}\n").text == text


@given(st.text(max_size=400))
def test_any_text_whatever_is_a_document(text: str) -> None:
    draft = read(text)
    assert draft.text == normalise(draft.text)


@given(st.text(st.sampled_from("#*_[]()<>:/ \n-abA.1!`|"), max_size=200))
def test_any_markdown_whatever_is_a_document(text: str) -> None:
    draft = read(text, "x.md")
    assert draft.text == normalise(draft.text)


def test_quotation_marks_nested_to_any_depth_are_read() -> None:
    assert read(">" * 20_000 + " deep\n", "x.md").source == "x.md"
    assert read("[" * 20_000 + "\n", "x.md").source == "x.md"
    assert read("- " * 5_000 + "x\n", "x.md").source == "x.md"
