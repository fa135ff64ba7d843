"""Reads PDF files, with pypdfium2: columns one after another, lines joined to paragraphs.

    characters → words → columns (`reading_order`) → lines → without running heads → paragraphs

A PDF file places characters on a page, in any order. A column is told by the gutter beside it: a
strip that no line crosses for some lines, with text on both sides.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median
from typing import Any, NamedTuple

from store.errors import ExtractError
from store.ingest.extra import load_extra
from store.ingest.outcome import Read, Skipped
from store.ingest.sources.material import Material
from store.ingest.story.blocks import plain_blocks, story_text
from store.ingest.story.drafting import draft_of
from store.ingest.story.saved import read_saved

# Longer files are books of law and the like, which take minutes to read.
_PAGE_LIMIT = 3_000
_DIGITS = re.compile(r"\d+")
_HYPHEN = re.compile(r"(?<=\w)[-\u00ad\u2010]$")
_DATE = re.compile(r"D:(\d{4})(\d\d)(\d\d)")
# Parts of words of a line are at most this far apart, in heights of a character.
_WORD_GAP = 0.18
# Words of a line are at most this far apart, in heights; a gutter is no narrower.
_LINE_GAP = 0.6
# Rows that a gutter runs along, at least: fewer are a chance.
_GUTTER_ROWS = 3
# A run this many points behind the one before it may stand in a column of its own.
_FAR = 10.0
# No letter is wider than this, in heights.
_WIDEST_LETTER = 1.5
# A word, and the sign that pdfium puts for the hyphen of one that goes on in the next line.
_PRINTED = re.compile(r"([^\s\0\x02\ufffe\uffff]+)([\x02\ufffe]?)")
# Rows of a column beside which another may end after fewer rows.
_LONG_COLUMN_ROWS = 8
# Running heads and page numbers stand in so many rows at the top and the bottom of a page.
_EDGE_ROWS = 2
# Such a row is this many line distances away from the next.
_APART_SPACE = 1.8
# Columns hold this many characters a line, at the median; cells of tables hold fewer.
_COLUMN_CHARS = 11
# Columns within columns are looked for to this depth.
_COLUMN_DEPTH = 12
# A space above a line of this many line distances parts paragraphs.
_PARAGRAPH_SPACE = 1.4
# A line set in by this many heights begins a paragraph.
_INDENT = 0.5
# Characters whose heights differ by this share are of different sizes.
_SIZE_SHARE = 0.12
_SENTENCE_END = re.compile(r"[.!?…:;。！？][»”“’\"')\]]*$")
_LETTERS_BEFORE = re.compile(r"[^\W\d_]+$")
_LETTERS_AFTER = re.compile(r"[^\W\d_]+")


class PrintedWord(NamedTuple):
    """A word on a page: its characters, and its box in points from the lower left corner."""

    text: str
    left: float
    right: float
    bottom: float
    top: float

    @property
    def height(self) -> float:
        """The height of its characters, in points."""
        return self.top - self.bottom


@dataclass(frozen=True, slots=True)
class PrintedLine:
    """A line of a column.

    `is_start`: by its look it begins a paragraph; None for the first line of a column, of which the
    text before decides. `is_full`: the first word of the next line had no room in it. `is_edge`: it
    stands in the two uppermost or the two lowest rows of its page.
    """

    text: str
    height: float = 0.0
    is_start: bool | None = False
    is_full: bool = True
    is_edge: bool = False


def read_pdf(data: bytes, material: Material) -> Iterator[Read]:
    """Yields the article in a PDF file.

    Raises:
        ExtractError: pypdfium2 is not installed, or the file is broken, encrypted or too long.
    """
    pdfium = load_extra("pypdfium2", "pdf", "PDF files")
    try:
        document = pdfium.PdfDocument(data)
        if len(document) > _PAGE_LIMIT:
            message = f"The PDF file has more than {_PAGE_LIMIT} pages."
            raise ExtractError(message)
        pages = [_page_lines(page, pdfium.raw) for page in document]
        given = _given(document.get_metadata_dict(skip_empty=True))
    except pdfium.PdfiumError as error:
        message = "The PDF file is broken or locked with a password."
        raise ExtractError(message) from error
    text = join_lines(drop_running_heads(pages))
    if not text:
        reason = "The PDF file holds pictures of pages, no text."
        yield Skipped(material.source, reason, material.url)
        return
    # The page goes before the properties, which often are a template's.
    fields, story = read_saved(plain_blocks(text), {"url": material.url} if material.url else {})
    fields = given | dict(material.given) | fields
    draft = draft_of(fields, story_text(story), source=material.source)
    yield draft if draft.text else Skipped(material.source, "There is no text in it.", material.url)


def drop_running_heads(pages: Sequence[Sequence[PrintedLine]]) -> list[PrintedLine]:
    """Returns all lines but those repeated at the edge of pages, page numbers aside."""
    edges = Counter(mark for page in pages for mark in {_mark(line) for line in page})
    repeated = {mark for mark, count in edges.items() if count >= max(3, len(pages) // 3)}
    dropped = (repeated - {""}) | {"#", "- # -"}
    kept: list[PrintedLine] = []
    for page in pages:
        is_after_dropped = False
        for line in page:
            if _mark(line) in dropped:
                # The lines beside it had been compared with it.
                if kept:
                    kept[-1] = replace(kept[-1], is_full=True)
                is_after_dropped = True
            else:
                kept.append(replace(line, is_start=None) if is_after_dropped else line)
                is_after_dropped = False
    return kept


def _mark(line: PrintedLine) -> str:
    """A line at the edge of its page without its numbers; empty for any other line."""
    return _DIGITS.sub("#", line.text) if line.is_edge else ""


def join_lines(lines: Sequence[PrintedLine]) -> str:
    """Joins printed lines to paragraphs, and mends words cut at a line end."""
    known = Counter(word for line in lines for word in re.findall(r"[\w-]+", line.text.casefold()))
    text: list[str] = []
    before: PrintedLine | None = None
    for line in lines:
        if before is not None:
            if _begins_paragraph(line, before):
                text.append("\n\n")
            elif _HYPHEN.search(before.text):
                text[-1] = _HYPHEN.sub(_kept_hyphen(text[-1], line.text, known), text[-1])
            else:
                text.append(" ")
        text.append(line.text)
        before = line
    return "".join(text)


def _begins_paragraph(line: PrintedLine, before: PrintedLine) -> bool:
    if line.is_start is not None:
        return line.is_start and not _HYPHEN.search(before.text)
    if _is_other_size(line.height, before.height) or _SENTENCE_END.search(before.text):
        return True
    return not (before.is_full or line.text[:1].islower())


def _kept_hyphen(before: str, after: str, known: Counter[str]) -> str:
    """The hyphen of a word cut at a line end if it has one: the text may have it elsewhere."""
    first = _LETTERS_BEFORE.search(_HYPHEN.sub("", before))
    second = _LETTERS_AFTER.match(after)
    if first is None or second is None or second[0][0].isupper():
        return "-"
    whole, parts = (first[0] + second[0]).casefold(), f"{first[0]}-{second[0]}".casefold()
    return "-" if known[parts] > known[whole] else ""


def _page_lines(page: Any, raw: Any) -> list[PrintedLine]:  # noqa: ANN401 (loaded at run time)
    textpage = page.get_textpage()
    words = _words(textpage, raw)
    textpage.close()
    page.close()
    rows = _rows(words)
    above, below = _standing_apart(rows), _standing_apart(rows[::-1])
    body = [word for row in rows[above : len(rows) - below] for word in row]
    columns = [*rows[:above], *reading_order(body), *rows[len(rows) - below :]]
    edges = {word for row in (*rows[:_EDGE_ROWS], *rows[-_EDGE_ROWS:]) for word in row}
    return [line for column in columns for line in _lines(column, edges)]


def _standing_apart(rows: Sequence[Sequence[PrintedWord]]) -> int:
    """How many rows at this end of a page stand apart from the rest; none on a short page."""
    steps = [abs(one[0].bottom - other[0].bottom) for one, other in pairwise(rows)]
    if len(rows) <= 2 * _EDGE_ROWS:
        return 0
    apart = [step > _APART_SPACE * median(steps) for step in steps[:_EDGE_ROWS]]
    return len(apart) - apart[::-1].index(True) if any(apart) else 0


def _words(textpage: Any, raw: Any) -> list[PrintedWord]:  # noqa: ANN401 (loaded at run time)
    """The words of a page in the order of the file.

    pdfium puts a space where characters stand apart, and a line end where they do not stand side
    by side: the first and the last character of a word tell its box. A word whose box is no box of
    a word is looked at character by character.
    """
    count = textpage.count_chars()
    text = textpage.get_text_range(0, count) if count else ""
    if len(text) != count:
        text = "".join(chr(raw.FPDFText_GetUnicode(textpage.raw, place)) for place in range(count))
    first, last = raw.FS_RECTF(), raw.FS_RECTF()
    words: list[PrintedWord] = []
    for found in _PRINTED.finditer(text):
        start, stop = found.span(1)
        hyphen = found[2] and "\xad"
        has_box = raw.FPDFText_GetLooseCharBox(textpage.raw, start, first) and (
            raw.FPDFText_GetLooseCharBox(textpage.raw, stop - 1, last)
        )
        height = max(first.top - first.bottom, 1.0)
        if (
            has_box
            and abs(first.bottom - last.bottom) < 0.5 * height
            and 0 < last.right - first.left < (stop - start) * _WIDEST_LETTER * height
        ):
            words.append(
                PrintedWord(found[1] + hyphen, first.left, last.right, first.bottom, first.top)
            )
        else:
            words.extend(_letters(textpage, raw, text, (start, stop)))
    return words


def _letters(
    textpage: Any,  # noqa: ANN401 (loaded at run time)
    raw: Any,  # noqa: ANN401 (loaded at run time)
    text: str,
    span: tuple[int, int],
) -> Iterator[PrintedWord]:
    """The characters of a span of the text, joined to words where they stand side by side."""
    box = raw.FS_RECTF()
    word: PrintedWord | None = None
    for place in range(*span):
        if not raw.FPDFText_GetLooseCharBox(textpage.raw, place, box):
            continue
        if word is not None:
            height = max(word.height, 1.0)
            is_beside = -height < box.left - word.right < _WORD_GAP * height
            if is_beside and abs(box.bottom - word.bottom) < _LINE_GAP * height:
                word = word._replace(text=word.text + text[place], right=box.right)
                continue
            yield word
        word = PrintedWord(text[place], box.left, box.right, box.bottom, box.top)
    if word is not None:
        yield word


def reading_order(words: Sequence[PrintedWord], depth: int = 0) -> list[list[PrintedWord]]:
    """Parts the words of a page into columns and what spans them, in the order of reading."""
    rows = _rows(words)
    cut = _widest_band(rows) if depth < _COLUMN_DEPTH else None
    if cut is None:
        return [list(words)] if words else []
    first, last, gutter = cut
    band = [word for row in rows[first:last] for word in row]
    parts = [
        [word for row in rows[:first] for word in row],
        [word for word in band if word.left < gutter],
        [word for word in band if word.left >= gutter],
        [word for row in rows[last:] for word in row],
    ]
    return [column for part in parts for column in reading_order(part, depth + 1)]


def _rows(words: Iterable[PrintedWord]) -> list[list[PrintedWord]]:
    """Words that stand side by side, row by row from the top, each row from the left."""
    rows: list[list[PrintedWord]] = []
    middle = 0.0
    for word in sorted(words, key=lambda word: (-(word.bottom + word.top), word.left)):
        own = (word.bottom + word.top) / 2
        if not rows or middle - own > 0.5 * word.height:
            rows.append([])
            middle = own
        rows[-1].append(word)
    return [sorted(row, key=lambda word: word.left) for row in rows]


def _runs(row: Sequence[PrintedWord]) -> list[tuple[float, float, int]]:
    """The left and right ends and the characters of the runs of words without a wide gap."""
    runs: list[tuple[float, float, int]] = []
    for word in row:
        if runs and word.left - runs[-1][1] < _LINE_GAP * word.height:
            left, right, count = runs[-1]
            runs[-1] = (left, max(right, word.right), count + len(word.text) + 1)
        else:
            runs.append((word.left, word.right, len(word.text)))
    return runs


def _widest_band(rows: Sequence[Sequence[PrintedWord]]) -> tuple[int, int, float] | None:
    """The rows along which a gutter runs, as first and last, and where; None without a gutter."""
    runs = [_runs(row) for row in rows]
    best: tuple[int, int, float] | None = None
    for gutter in _gutters(runs):
        first = 0
        for last in range(len(runs) + 1):
            if last < len(runs) and not any(
                left < gutter - 1 and right > gutter for left, right, _ in runs[last]
            ):
                continue
            start, stop = _trimmed(runs, first, last, gutter)
            if (best is None or stop - start > best[1] - best[0]) and _are_columns(
                runs[start:stop], gutter
            ):
                best = (start, stop, gutter)
            first = last + 1
    return best


def _gutters(runs: Sequence[Sequence[tuple[float, float, int]]]) -> list[float]:
    """Places where a gutter may be: beside the beginnings of several runs, or of one far apart."""
    begins = Counter(round(left) for row in runs for left, _, _ in row)
    apart = {
        round(run[0]) for row in runs for before, run in pairwise(row) if run[0] - before[1] > _FAR
    }
    return [
        place - 1.0
        for place in sorted(begins)
        if place in apart or begins[place - 1] + begins[place] + begins[place + 1] >= _GUTTER_ROWS
    ]


def _trimmed(
    runs: Sequence[Sequence[tuple[float, float, int]]], first: int, last: int, gutter: float
) -> tuple[int, int]:
    """The rows of a band from the first with words right of the gutter on."""
    while first < last and not any(left >= gutter for left, _, _ in runs[first]):
        first += 1
    return first, last


def _are_columns(band: Sequence[Sequence[tuple[float, float, int]]], gutter: float) -> bool:
    """Whether text in columns stands on both sides, not figures or labels of a table.

    A column may end after a line or two if the other one goes on for many.
    """
    sides = [
        [
            sum(count for left, _, count in row if (left < gutter) is is_left)
            for row in band
            if any((left < gutter) is is_left for left, _, _ in row)
        ]
        for is_left in (True, False)
    ]
    least, most = sorted(map(len, sides))
    return (least >= _GUTTER_ROWS or (least > 0 and most >= _LONG_COLUMN_ROWS)) and all(
        median(side) >= _COLUMN_CHARS for side in sides
    )


def _lines(
    column: Sequence[PrintedWord], edges: AbstractSet[PrintedWord] = frozenset()
) -> list[PrintedLine]:
    """The lines of a column; each tells whether it begins a paragraph."""
    rows = _rows(column)
    edge = max(word.right for word in column)
    margin = median(row[0].left for row in rows)
    steps = [above[0].bottom - row[0].bottom for above, row in pairwise(rows)]
    step = median(steps) if steps else 0.0
    lines: list[PrintedLine] = []
    for place, row in enumerate(rows):
        text = " ".join(word.text for word in row)
        text = text[:-1].replace("\xad", "-") + text[-1:]
        height = median(word.height for word in row)
        below = rows[place + 1][0] if place + 1 < len(rows) else None
        needed = row[-1].right + 0.3 * height + (below.right - below.left if below else 0.0)
        is_full = needed > edge - 0.2 * height if below else len(rows) > 2
        is_start: bool | None = None
        if place:
            above = lines[-1]
            is_spaced = steps[place - 1] > _PARAGRAPH_SPACE * step
            is_set_in = row[0].left > margin + _INDENT * height > rows[place - 1][0].left
            is_broken = not above.is_full and not text[:1].islower()
            is_start = is_spaced or is_set_in or is_broken or _is_other_size(height, above.height)
        lines.append(PrintedLine(text, height, is_start, is_full, row[0] in edges))
    return lines


def _is_other_size(first: float, second: float) -> bool:
    return abs(first - second) > _SIZE_SHARE * max(first, second)


def _given(metadata: dict[str, str]) -> dict[str, str]:
    created = _DATE.match(metadata.get("CreationDate", ""))
    found = {
        "headline": metadata.get("Title", ""),
        "byline": metadata.get("Author", ""),
        "published": "-".join(created.groups()) if created else "",
    }
    return {name: value for name, value in found.items() if value}
