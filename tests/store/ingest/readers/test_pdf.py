"""PDF files: columns one after another, whole paragraphs, whole words, no running heads."""

from __future__ import annotations

import textwrap
from pathlib import Path

import pytest

from store.ingest.readers.pdf import PrintedLine, drop_running_heads, join_lines, read_pdf
from store.ingest.sources.material import file_material
from store.model import Draft

FULL = "The harbour bridge of Vellin will close in June for a year or more, the"
FERRY = (
    "The ferry of Vellin needs a new engine before the summer, because the old one has burned "
    "oil since March and two crossings were lost in a fog. The captain told the council that he "
    "would not sail through another winter with it."
)
COUNCIL = (
    'The council answered on Friday that it would pay a half. "We will sell the old crane," said '
    'the treasurer, Ida Holm, "or we will find another captain." The vote is set for the third of '
    "June, and the captain may speak for ten minutes."
)
LIBRARY = (
    "Nobody objected in the library, where the drawings hung for a fortnight beside a model that "
    "schoolchildren had built from cork, and where the keeper counted ninety visitors a day."
)
# (left, baseline, size, text) of a string on a page.
Placed = tuple[float, float, float, str]


def column(
    text: str, left: float, top: float, *, width: int = 34, step: float = 12
) -> list[Placed]:
    """A text wrapped to `width` characters, with ragged lines."""
    lines = textwrap.wrap(text, width)
    return [(left, top - step * number, 9.0, line) for number, line in enumerate(lines)]


def row_by_row(*columns: list[Placed]) -> list[Placed]:
    return sorted((one for each in columns for one in each), key=lambda one: (-one[1], one[0]))


def make_pdf(path: Path, *pages: list[Placed]) -> Path:
    """Writes a PDF file in Courier with these strings, in this order."""
    font = "<< /Type /Font /Subtype /Type1 /BaseFont /Courier /Encoding /WinAnsiEncoding >>"
    objects = ["<< /Type /Catalog /Pages 2 0 R >>", "", font]
    kids = []
    for page in pages:
        drawn = "\n".join(
            f"BT /F1 {size} Tf 1 0 0 1 {left} {base} Tm ({_escaped(text)}) Tj ET"
            for left, base, size, text in page
        )
        objects.append(f"<< /Length {len(drawn)} >>\nstream\n{drawn}\nendstream")
        kids.append(f"{len(objects) + 1} 0 R")
        objects.append(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R "
            f">> >> /Contents {len(objects)} 0 R >>"
        )
    objects[1] = f"<< /Type /Pages /Kids [{' '.join(kids)}] /Count {len(kids)} >>"
    data, places = "%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(data))
        data += f"{number} 0 obj\n{body}\nendobj\n"
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    data += (
        f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}trailer\n"
        f"<< /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{len(data)}\n%%EOF\n"
    )
    path.write_bytes(data.encode("latin-1"))
    return path


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")


def text_of(folder: Path, *pages: list[Placed]) -> str:
    """The text that is read from a file with these pages."""
    path = make_pdf(folder / "a.pdf", *pages)
    (draft,) = read_pdf(path.read_bytes(), file_material(path))
    assert isinstance(draft, Draft)
    return draft.text


HEAD: Placed = (60, 780, 18, "Ferry asks for an engine")


@pytest.mark.parametrize("order", ["by rows", "by columns"])
@pytest.mark.parametrize("shift", [0.0, 5.0])
@pytest.mark.parametrize("gutter", [8, 24])
def test_columns_are_read_one_after_another(
    tmp_path: Path, gutter: float, shift: float, order: str
) -> None:
    # A character of Courier is 0.6 of its size wide: 34 of them take 184 points.
    first = column(FERRY, 60, 740)
    second = column(COUNCIL, 60 + 184 + gutter, 740 - shift)
    drawn = row_by_row(first, second) if order == "by rows" else first + second
    assert text_of(tmp_path, [HEAD, *drawn]) == f"{FERRY}\n\n{COUNCIL}"


def test_three_columns_and_what_spans_them_are_read_in_order(tmp_path: Path) -> None:
    texts = (FERRY, COUNCIL, LIBRARY)
    columns = [column(text, 40 + 175 * n, 740, width=26) for n, text in enumerate(texts)]
    foot = column(LIBRARY + " " + FERRY, 40, 500, width=90)
    assert text_of(tmp_path, [HEAD, *row_by_row(*columns), *foot]) == "\n\n".join(
        (*texts, f"{LIBRARY} {FERRY}")
    )


def test_columns_drawn_as_one_string_a_row_are_columns(tmp_path: Path) -> None:
    pairs = zip(column(FERRY, 60, 740), textwrap.wrap(COUNCIL, 34), strict=False)
    rows = [(left, base, size, f"{text:38}{other}") for (left, base, size, text), other in pairs]
    read = text_of(tmp_path, [HEAD, *rows])
    assert FERRY[:150] in read
    assert COUNCIL[:150] in read


def test_a_ragged_column_makes_no_false_paragraphs(tmp_path: Path) -> None:
    assert text_of(tmp_path, [HEAD, *column(FERRY + " " + COUNCIL, 60, 740)]) == (
        f"{FERRY} {COUNCIL}"
    )


def test_an_indent_or_a_space_begins_a_paragraph(tmp_path: Path) -> None:
    first = column(FERRY, 60, 740)
    second = column(COUNCIL, 60, first[-1][1] - 12)
    second[0] = (70, *second[0][1:])
    third = column(LIBRARY, 60, second[-1][1] - 24)
    assert (
        text_of(tmp_path, [HEAD, *first, *second, *third]) == f"{FERRY}\n\n{COUNCIL}\n\n{LIBRARY}"
    )


def test_a_sentence_goes_on_in_the_next_column_and_on_the_next_page(tmp_path: Path) -> None:
    lines = textwrap.wrap(f"{FERRY} {COUNCIL} {LIBRARY}", 34)
    parts = [lines[:7], lines[7:14], lines[14:]]
    placed = [
        [(left, 740.0 - 12 * number, 9.0, line) for number, line in enumerate(part)]
        for left, part in zip((60, 280, 60), parts, strict=True)
    ]
    read = text_of(tmp_path, [HEAD, *placed[0], *placed[1]], placed[2])
    assert read.replace("\n\n", " ") == f"{FERRY} {COUNCIL} {LIBRARY}"
    assert all(paragraph.endswith(".") for paragraph in read.split("\n\n"))


def test_cells_of_a_table_are_no_columns(tmp_path: Path) -> None:
    rows = [
        (left, 700.0 - 12 * number, 9.0, text)
        for number, year in enumerate(range(2020, 2030))
        for left, text in ((60, str(year)), (200, f"{year * 3} t"))
    ]
    assert "2020 6060 t" in text_of(tmp_path, [HEAD, *column(FERRY, 60, 760, width=80), *rows])


def test_lines_of_a_page_become_paragraphs_again() -> None:
    lines = [
        PrintedLine(FULL), PrintedLine(FULL), PrintedLine("mayor said."),
        PrintedLine(FULL, is_start=True), PrintedLine("council agreed."),
    ]  # fmt: skip
    assert join_lines(lines) == f"{FULL} {FULL} mayor said.\n\n{FULL} council agreed."


@pytest.mark.parametrize(
    ("lines", "text"),
    [
        (
            ("several cracks in the founda-", "tion of it."),
            "several cracks in the foundation of it.",
        ),
        (("cracks in the founda\xad", "tion of it."), "cracks in the foundation of it."),
        (("from 2019-", "2020 on."), "from 2019-2020 on."),
        (("an Anglo-", "Saxon ring."), "an Anglo-Saxon ring."),
        (("a north-east wind, a north-", "east sea."), "a north-east wind, a north-east sea."),
    ],
)
def test_a_word_cut_by_a_line_end_is_mended(lines: tuple[str, str], text: str) -> None:
    assert join_lines([PrintedLine(line) for line in lines]) == text


def test_running_heads_and_page_numbers_are_no_text() -> None:
    pages = [
        [
            PrintedLine("The Vellin Courier", is_edge=True),
            PrintedLine("3 May 2031", is_edge=True),
            PrintedLine(f"Story {'abcd'[number]}."),
            PrintedLine(FULL),
            PrintedLine("The end."),
            PrintedLine(str(number), is_edge=True),
        ]
        for number in range(4)
    ]
    kept = [line.text for line in drop_running_heads(pages)]
    assert kept == [line for n in "abcd" for line in (f"Story {n}.", FULL, "The end.")]


def test_no_lines_are_no_text() -> None:
    assert join_lines([]) == ""
    assert drop_running_heads([]) == []
