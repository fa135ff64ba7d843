from __future__ import annotations

from store.ingest.readers.pdf import drop_running_heads, join_lines

FULL = "The harbour bridge of Vellin will close in June for a year or more, the"


def test_lines_of_a_page_become_paragraphs_again() -> None:
    lines = [FULL, FULL, "mayor said.", FULL, "council agreed."]
    assert join_lines(lines) == f"{FULL} {FULL} mayor said.\n\n{FULL} council agreed."


def test_a_word_cut_by_a_line_end_is_mended() -> None:
    lines = ["The engineers of the county found several cracks in the founda-", "tion of it."]
    assert join_lines(lines) == (
        "The engineers of the county found several cracks in the foundation of it."
    )


def test_running_heads_and_page_numbers_are_no_text() -> None:
    pages = [
        ["The Vellin Courier", "3 May 2031", f"Story {number}.", FULL, "The end.", str(number)]
        for number in range(4)
    ]
    kept = drop_running_heads(pages)
    assert "The Vellin Courier" not in kept
    assert not {"0", "1", "2", "3"} & set(kept)
    assert kept.count(FULL) == 4


def test_no_lines_are_no_text() -> None:
    assert join_lines([]) == ""
    assert drop_running_heads([]) == []
