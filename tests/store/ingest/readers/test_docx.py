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


def read_body(body: str, **parts: str) -> Draft:
    """Reads a document whose body is `body`; `parts` are further parts, by their kinds."""
    (draft,) = read_docx(packed(body, **parts), MATERIAL)
    assert isinstance(draft, Draft)
    return draft


def packed(body: str, root: str = "document", **parts: str) -> bytes:
    kinds = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    names = 'xmlns:w="w" xmlns:mc="mc" xmlns:wps="wps" xmlns:v="v" xmlns:wp="wp"'
    links = [f'<Relationship Type="{kinds}/{kind}" Target="{kind}.xml"/>' for kind in parts]
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(
            "_rels/.rels",
            f'<Relationships><Relationship Type="{kinds}/officeDocument"'
            ' Target="word/document.xml"/></Relationships>',
        )
        archive.writestr(
            "word/document.xml", f"<w:{root} {names}><w:body>{body}</w:body></w:{root}>"
        )
        archive.writestr(
            "word/_rels/document.xml.rels", f"<Relationships>{''.join(links)}</Relationships>"
        )
        for kind, content in parts.items():
            archive.writestr(f"word/{kind}.xml", f"<w:{kind} {names}>{content}</w:{kind}>")
    return out.getvalue()


def run(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def paragraph(*parts: str, properties: str = "") -> str:
    words = "".join(part if part.startswith("<") else run(part) for part in parts)
    return f"<w:p><w:pPr>{properties}</w:pPr>{words}</w:p>"


KEPT = [
    f"<w:ins w:id='1'>{run('not ')}</w:ins>",
    f"<w:moveTo w:id='1'>{run('not ')}</w:moveTo>",
    f"<w:sdt><w:sdtPr/><w:sdtContent>{run('not ')}</w:sdtContent></w:sdt>",
    f"<w:smartTag w:element='x'><w:smartTagPr/>{run('not ')}</w:smartTag>",
    f"<w:customXml w:element='x'>{run('not ')}</w:customXml>",
    f"<w:hyperlink>{run('not ')}</w:hyperlink>",
    f"<w:fldSimple w:instr='REF x'>{run('not ')}</w:fldSimple>",
    f"<w:bdo w:val='ltr'>{run('not ')}</w:bdo>",
    f"<w:ins w:id='1'><w:unheardOf>{run('not ')}</w:unheardOf></w:ins>",
    run("not ", "<w:strike w:val='0'/>"),
    run("not ", "<w:ins w:id='2'/>"),
]


@pytest.mark.parametrize("part", KEPT)
def test_words_that_a_reader_sees_stand_in_their_sentence(part: str) -> None:
    draft = read_body(paragraph("The dues are ", part, "owed by fishermen, the harbour said."))
    assert draft.text == "The dues are not owed by fishermen, the harbour said."


DROPPED = [
    "<w:del w:id='1'><w:r><w:delText>not </w:delText></w:r></w:del>",
    f"<w:del w:id='1'>{run('not ')}</w:del>",
    f"<w:ins w:id='1'><w:del w:id='2'>{run('not ')}</w:del></w:ins>",
    f"<w:moveFrom w:id='1'>{run('not ')}</w:moveFrom>",
    run("not ", "<w:strike/>"),
    run("not ", "<w:dstrike w:val='true'/>"),
    run("not ", "<w:vanish/>"),
    run("not ", "<w:rStyle w:val='Gone'/>"),
    f"<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr>{run('not ')}</w:sdt>",
    "<w:r><w:fldChar w:fldCharType='begin'/></w:r><w:r><w:instrText>not </w:instrText></w:r>"
    + run("not ")
    + "<w:r><w:fldChar w:fldCharType='separate'/></w:r><w:r><w:fldChar w:fldCharType='end'/></w:r>",
    "<w:r><w:drawing><wp:posOffset>7</wp:posOffset></w:drawing></w:r>",
]
GONE = "<w:style w:styleId='Gone'><w:name w:val='Gone'/><w:rPr><w:strike/></w:rPr></w:style>"


@pytest.mark.parametrize("part", DROPPED)
def test_words_that_were_struck_out_or_hidden_are_not_read(part: str) -> None:
    draft = read_body(paragraph("The dues are ", part, "owed by fishermen."), styles=GONE)
    assert draft.text == "The dues are owed by fishermen."


def test_a_paragraph_whose_end_was_deleted_runs_on() -> None:
    gone = "<w:rPr><w:del w:id='1'/></w:rPr>"
    body = paragraph("The dues ", properties=gone) + paragraph("are owed.") + paragraph("By all.")
    assert read_body(body).text == "The dues are owed.\n\nBy all."


def test_a_large_initial_is_a_letter_of_its_word() -> None:
    body = paragraph("T", properties="<w:framePr w:dropCap='drop' w:lines='3'/>")
    assert read_body(body + paragraph("he dues are owed.")).text == "The dues are owed."


def fallback(choice: str) -> str:
    """A choice, and the text box in the mark-up of old programs."""
    return (
        f"<mc:AlternateContent><mc:Choice>{choice}</mc:Choice>"
        f"<mc:Fallback><w:pict><v:textbox>{BOX}</v:textbox></w:pict></mc:Fallback>"
        "</mc:AlternateContent>"
    )


BOX = f"<w:txbxContent>{paragraph('“We row,” said Ada Voss.')}</w:txbxContent>"


@pytest.mark.parametrize(
    "box",
    [
        fallback(f"<wps:txbx>{BOX}</wps:txbx>"),
        fallback("<w:drawing/>"),
        f"<w:pict><v:group><v:textbox>{BOX}</v:textbox></v:group></w:pict>",
    ],
)
def test_a_text_box_stands_once_behind_its_paragraph(box: str) -> None:
    body = paragraph("The lamp ", f"<w:r>{box}</w:r>", "went dark.") + paragraph("It rained.")
    assert read_body(body).text == "The lamp went dark.\n\n“We row,” said Ada Voss.\n\nIt rained."


def test_notes_stand_below_the_text_and_leave_no_mark() -> None:
    mark = "<w:r><w:footnoteReference w:id='2'/></w:r>"
    body = paragraph("It cost 14 crowns in 2019", mark, ", she said.") + paragraph("It rained.")
    words = paragraph("<w:r><w:footnoteRef/></w:r>", "By the books.")
    note = f"<w:footnote w:id='2'>{words}</w:footnote>"
    assert read_body(body, footnotes=note).text == (
        "It cost 14 crowns in 2019, she said.\n\nIt rained.\n\nBy the books."
    )


def test_an_exponent_is_raised() -> None:
    body = paragraph("It has 12 km", run("2", "<w:vertAlign w:val='superscript'/>"), " of mud.")
    assert read_body(body).text == "It has 12 km² of mud."


def test_captions_and_contents_are_no_part_of_the_story() -> None:
    styles = (
        "<w:style w:styleId='a'><w:name w:val='caption'/></w:style>"
        "<w:style w:styleId='b'><w:name w:val='toc 1'/></w:style>"
        "<w:style w:styleId='c'><w:name w:val='My title'/><w:basedOn w:val='d'/></w:style>"
        "<w:style w:styleId='d'><w:name w:val='heading 1'/></w:style>"
    )
    body = (
        paragraph("Mud at noon", properties="<w:pStyle w:val='c'/>")
        + paragraph("Mud	3", properties="<w:pStyle w:val='b'/>")
        + paragraph("It rained on the mud.")
        + paragraph("Photo 1: the mud", properties="<w:pStyle w:val='a'/>")
    )
    draft = read_body(body, styles=styles)
    assert (draft.headline, draft.text) == ("Mud at noon", "It rained on the mud.")


def test_deleted_rows_are_not_read() -> None:
    def row(text: str, properties: str = "") -> str:
        cells = "".join(f"<w:tc>{paragraph(word)}</w:tc>" for word in text.split())
        return f"<w:tr><w:trPr>{properties}</w:trPr>{cells}</w:tr>"

    rows = [row("Fuse two"), row("Lamp nine", "<w:del/>"), row("Oil one", "<w:ins/>")]
    body = paragraph("It rained.") + f"<w:tbl>{''.join(rows)}</w:tbl>"
    assert read_body(body).text == "It rained.\n\nFuse | two\nOil | one"


def test_another_office_file_is_no_word_document() -> None:
    with pytest.raises(ExtractError, match="no Word document"):
        list(read_docx(packed("", root="presentation"), MATERIAL))


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
