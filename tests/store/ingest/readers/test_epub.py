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


POEM = "<p>The eel went up,</p><p>the eel came down,</p><p>and neither time it saw the town</p>"
LETTER = "<p>The river does not argue with the weir. It waits for the carpenter.</p>"
TITLE_PAGE = "<p>Vellin Quarterly</p><p>Ole Dahl</p>"
IMPRINT = "<p>Copyright © 2031 Ole Dahl. All rights reserved.</p><p>ISBN 978-0-00-000000-2</p>"
CONTENTS = '<h1>Contents</h1><p><a href="a">Rain</a></p><p><a href="b">Bridge</a></p>'


def short_book(*bodies: str, guide: str = "") -> bytes:
    """A book with a part for each body, and what its guide says of them."""
    names = [f"p{number}.xhtml" for number in range(len(bodies))]
    kind = 'media-type="application/xhtml+xml"'
    items = "".join(f'<item id="{name}" href="{name}" {kind}/>' for name in names)
    spine = "".join(f'<itemref idref="{name}"/>' for name in names)
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr("META-INF/container.xml", CONTAINER)
        archive.writestr(
            "OEBPS/book.opf",
            PACKAGE.partition("<manifest>")[0]
            + f"<manifest>{items}</manifest><spine>{spine}</spine><guide>{guide}</guide></package>",
        )
        for name, body in zip(names, bodies, strict=True):
            archive.writestr(f"OEBPS/{name}", f"<html><title>x</title><body>{body}</body></html>")
    return data.getvalue()


@pytest.mark.parametrize("body", [LETTER, f"<h2>The eel</h2>{POEM}", f"<div>{LETTER}</div>"])
def test_a_short_chapter_is_a_chapter(body: str) -> None:
    (draft,) = read_epub(short_book(TITLE_PAGE, body, IMPRINT, CONTENTS), material())
    assert isinstance(draft, Draft)
    assert len(draft.text) < 100


@pytest.mark.parametrize(
    ("body", "guide"),
    [
        ('<section epub:type="dedication"><p>For my mother.</p></section>', ""),
        ("<p>For my mother.</p>", '<reference type="dedication" href="p0.xhtml"/>'),
        (f'<nav epub:type="toc">{LETTER}</nav>', ""),
    ],
)
def test_a_part_that_the_book_calls_no_text_is_none(body: str, guide: str) -> None:
    (outcome,) = read_epub(short_book(body, guide=guide), material())
    assert isinstance(outcome, Skipped)


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
