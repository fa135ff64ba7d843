from __future__ import annotations

import io
import zipfile

import pytest

from store.errors import ExtractError
from store.ingest.outcome import Skipped
from store.ingest.readers.epub import read_epub
from store.ingest.sources.material import Material
from store.model import Draft

CONTAINER = (
    '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
    '<rootfile full-path="OEBPS/book.opf"/></rootfiles></container>'
)
PACKAGE = """<package xmlns="http://www.idpf.org/2007/opf" xmlns:dc="http://purl.org/dc/elements/1.1/">
<metadata><dc:title>Vellin Quarterly</dc:title><dc:creator>Ole Dahl</dc:creator>
<dc:date>2031-05-03</dc:date><dc:language>en-GB</dc:language></metadata>
<manifest><item id="c" href="cover.xhtml" media-type="application/xhtml+xml"/>
<item id="one" href="text/one%20a.xhtml" media-type="application/xhtml+xml"/>
<item id="two" href="text/two.xhtml" media-type="application/xhtml+xml"/>
<item id="out" href="../../../etc/passwd" media-type="application/xhtml+xml"/></manifest>
<spine><itemref idref="c"/><itemref idref="two"/><itemref idref="one"/>
<itemref idref="out"/></spine>
</package>"""
PARAGRAPH = (
    "The harbour bridge of Vellin will close in June for a year or more, the mayor said. " * 6
)


def chapter(headline: str) -> str:
    return f"<html><title>x</title><body><h2>{headline}</h2><p>{PARAGRAPH}</p></body></html>"


def book(package: str = PACKAGE) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr("mimetype", "application/epub+zip")
        archive.writestr("META-INF/container.xml", CONTAINER)
        archive.writestr("OEBPS/book.opf", package)
        archive.writestr("OEBPS/cover.xhtml", "<html><body><p>Vellin Quarterly</p></body></html>")
        archive.writestr("OEBPS/text/one a.xhtml", chapter("Rain"))
        archive.writestr("OEBPS/text/two.xhtml", chapter("Bridge"))
    return data.getvalue()


def material() -> Material:
    return Material("book.epub", lambda: io.BufferedReader(io.BytesIO()))


def test_each_chapter_is_an_article_in_reading_order() -> None:
    drafts = [outcome for outcome in read_epub(book(), material()) if isinstance(outcome, Draft)]
    assert [draft.headline for draft in drafts] == ["Bridge", "Rain"]
    assert drafts[0].text == PARAGRAPH.strip()
    assert drafts[0].source == "book.epub#OEBPS/text/two.xhtml"
    assert (drafts[0].publisher, drafts[0].byline) == ("Vellin Quarterly", "Ole Dahl")
    assert (drafts[0].published, drafts[0].language) == ("2031-05-03", "en")


def test_a_part_outside_the_book_is_not_read() -> None:
    failed = [
        outcome for outcome in read_epub(book(), material()) if not isinstance(outcome, Draft)
    ]
    assert [outcome.source for outcome in failed] == ["book.epub#../../etc/passwd"]


def test_a_book_without_chapters_is_skipped() -> None:
    (outcome,) = read_epub(book("<package><spine/></package>"), material())
    assert isinstance(outcome, Skipped)


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", book()[:200]])
def test_a_broken_book_is_an_error(data: bytes) -> None:
    with pytest.raises(ExtractError):
        list(read_epub(data, material()))
