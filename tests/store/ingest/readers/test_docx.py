"""Word documents."""

from __future__ import annotations

import io
import zipfile
from datetime import datetime

import docx
import pytest

from store.errors import ExtractError
from store.ingest.outcome import Skipped
from store.ingest.readers.docx import read_docx
from store.ingest.sources.material import page_material
from store.ingest.sources.page import Page
from store.model import Draft

URL = "https://paper.example/lamp.docx"
MATERIAL = page_material(Page(URL, b""), URL, None)


def document() -> docx.document.Document:
    made = docx.Document()
    made.core_properties.author = "Nora Whit"
    made.core_properties.created = datetime(2026, 1, 14, 9, 30)  # noqa: DTZ001 - a file's own
    made.core_properties.title = "Template 3"
    return made


def saved(made: docx.document.Document) -> bytes:
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def test_headings_paragraphs_and_tables_become_an_article() -> None:
    made = document()
    made.add_heading("Lighthouse lamp goes dark", level=1)
    made.add_paragraph("The lamp of the lighthouse went dark on Friday night.")
    made.add_paragraph("“I rowed out with a torch,” said the keeper, Ada Voss.")
    table = made.add_table(rows=1, cols=2)
    table.cell(0, 0).text, table.cell(0, 1).text = "Fuse", "Two crowns"
    (draft,) = read_docx(saved(made), MATERIAL)
    assert isinstance(draft, Draft)
    assert draft.headline == "Lighthouse lamp goes dark"
    assert (draft.byline, (draft.published or "")[:10]) == ("Nora Whit", "2026-01-14")
    assert draft.text.split("\n\n")[:2] == [
        "The lamp of the lighthouse went dark on Friday night.",
        "“I rowed out with a torch,” said the keeper, Ada Voss.",
    ]
    assert "Fuse | Two crowns" in draft.text


def test_an_empty_document_is_skipped() -> None:
    (outcome,) = read_docx(saved(document()), MATERIAL)
    assert isinstance(outcome, Skipped)


@pytest.mark.parametrize("cut", [0.3, 0.9])
def test_a_broken_document_says_so(cut: float) -> None:
    data = saved(document())
    with pytest.raises(ExtractError):
        list(read_docx(data[: int(len(data) * cut)], MATERIAL))


def test_a_document_with_a_broken_part_says_so() -> None:
    data, broken = saved(document()), io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as whole, zipfile.ZipFile(broken, "w") as out:
        for name in whole.namelist():
            part = whole.read(name)
            out.writestr(name, part[:-30] if name == "word/document.xml" else part)
    with pytest.raises(ExtractError):
        list(read_docx(broken.getvalue(), MATERIAL))
