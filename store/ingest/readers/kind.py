"""Tells the kind of a source by its first bytes; its name only breaks ties."""

from __future__ import annotations

import json
import re
from enum import Enum
from pathlib import PurePath

from store.ingest.readers.address_lists import is_list_of_links
from store.ingest.readers.columns import is_table_head
from store.ingest.sources.charset import decode, wide_charset


class Kind(Enum):
    """A kind of source. A user reads its value."""

    TEXT = "text"
    HTML = "an HTML page"
    JSON_LINES = "JSON Lines"
    JSON = "JSON"
    JSON_FEED = "a JSON Feed"
    FEED = "a feed"
    OPML = "an OPML list"
    SITEMAP = "a sitemap"
    URL_LIST = "a list of addresses"
    TABLE = "a table"
    BOOKMARKS = "a list of links"
    TELEGRAM_EXPORT = "a Telegram export"
    PDF = "a PDF file"
    EPUB = "an EPUB book"
    DOCX = "a Word document"
    RTF = "an RTF document"
    OPEN_DOCUMENT = "an OpenDocument file"
    OLD_OFFICE = "a file of an old Office program"
    MAIL = "a mail message"
    MAILBOX = "a mailbox"
    WARC = "a WARC file"
    GZIP = "a gzip file"
    ZIP = "a zip archive"
    XML = "XML of another kind"
    IMAGE = "an image"
    AUDIO_VIDEO = "sound or film"
    BINARY = "a binary file"
    EMPTY = "empty"


_IMAGES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\x00", b"MM\x00*", b"\x00\x00\x01\x00")
_MEDIA = (b"ID3", b"OggS", b"fLaC", b"\x1aE\xdf\xa3", b"FLV\x01", b"\xff\xfb", b"\xff\xf3")
_BINARY = (b"MZ", b"\x7fELF", b"SQLite format 3\x00", b"7z\xbc\xaf", b"Rar!")
_HTML = re.compile(
    r"(?:\s|<\?xml[^>]*>|<!--.*?-->)*<(?:!doctype\s+html|html|head|body|title|meta|link|script|style"
    r"|div|p|article|main|section|table|span|h[1-6]|a|img|br|ul|ol|center|font|header|nav)\b",
    re.IGNORECASE | re.DOTALL,
)
_HTML_MARKS = re.compile(r"</(?:p|div|body|html|article|head|span|li|h[1-6])\s*>", re.IGNORECASE)
_ROOT = re.compile(
    r"(?:\s|<\?[^>]*\?>|<!--.*?-->|<!DOCTYPE[^\[>]*(?:\[.*?\]\s*)?>)*<(?:[\w.-]+:)?(?P<root>[\w.-]+)",
    re.IGNORECASE | re.DOTALL,
)
_ROOTS = {
    "rss": Kind.FEED, "feed": Kind.FEED, "rdf": Kind.FEED, "channel": Kind.FEED, "opml": Kind.OPML,
    "urlset": Kind.SITEMAP, "sitemapindex": Kind.SITEMAP, "html": Kind.HTML,
}  # fmt: skip
_MAIL_HEADER = re.compile(
    r"(?:From|To|Subject|Date|Message-ID|MIME-Version|Received|Return-Path|Delivered-To|X-[\w-]+"
    r"|Content-Type|DKIM-Signature|Reply-To|List-[\w-]+|ARC-[\w-]+|Authentication-Results)"
    r": ?[^\n]*",
    re.IGNORECASE,
)
_ADDRESS_LINE = re.compile(r"https?://[^\s,;\"'<>]+", re.IGNORECASE)
_TABLE_NAME = re.compile(r"\.(?:csv|tsv|tab|psv)$", re.IGNORECASE)
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")


def tell_kind(head: bytes, *, name: str = "", charset: str | None = None) -> Kind:
    """Tells the kind of a source by its `head` (64 KiB are enough) and the `name` of its file."""
    if not head.strip():
        return Kind.EMPTY
    binary = _binary_kind(head)
    if binary is not None:
        return binary
    text = decode(head, charset).lstrip("\ufeff")
    if len(_CONTROL.findall(text)) > len(text) // 100:
        return Kind.BINARY
    start = text.lstrip()
    if start.startswith("<"):
        return _markup_kind(start)
    if start.startswith(("{", "[")):
        return _json_kind(start)
    return _text_kind(text, name)


def _binary_kind(head: bytes) -> Kind | None:
    if head.startswith(b"%PDF-") or (b"%PDF-" in head[:1024] and b"\x00" in head):
        return Kind.PDF
    if head.startswith(b"\x1f\x8b"):
        return Kind.GZIP
    if head.startswith(b"PK\x03\x04"):
        return _zip_kind(head)
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        return Kind.OLD_OFFICE
    if head.lstrip().startswith(b"{\\rt"):
        return Kind.RTF
    if head.startswith(b"WARC/"):
        return Kind.WARC
    if head.startswith(_IMAGES) or (head[:4] == b"RIFF" and head[8:12] == b"WEBP"):
        return Kind.IMAGE
    if head.startswith(_MEDIA) or head[4:8] == b"ftyp" or head[:4] == b"RIFF":
        return Kind.AUDIO_VIDEO
    is_wide = head.startswith((b"\xff\xfe", b"\xfe\xff")) or wide_charset(head) is not None
    has_nuls = b"\x00" in head and not is_wide
    return Kind.BINARY if head.startswith(_BINARY) or has_nuls else None


def _zip_kind(head: bytes) -> Kind:
    if b"mimetypeapplication/epub+zip" in head[:200]:
        return Kind.EPUB
    if b"mimetypeapplication/vnd.oasis.opendocument" in head[:200]:
        return Kind.OPEN_DOCUMENT
    return Kind.DOCX if b"word/" in head or b"[Content_Types].xml" in head else Kind.ZIP


def _markup_kind(start: str) -> Kind:
    if is_list_of_links(start):
        return Kind.BOOKMARKS
    root = _ROOT.match(start)
    known = _ROOTS.get(root["root"].lower()) if root else None
    if known is not None:
        return known
    if _HTML.match(start) or (not start.startswith("<?xml") and _HTML_MARKS.search(start)):
        return Kind.HTML
    # Plain texts may open with an address between angle brackets; any other tag is XML.
    if root is None or _ADDRESS_LINE.match(start[1:]):
        return Kind.TEXT
    return Kind.XML if start.startswith("<?xml") or f"</{root['root']}" in start else Kind.TEXT


def _json_kind(start: str) -> Kind:
    first, _, rest = start.partition("\n")
    opening = start[:4000]
    if re.search(r'"version"\s*:\s*"https?:\\?/\\?/(?:www\.)?jsonfeed\.org', start):
        return Kind.JSON_FEED
    if start.startswith("{") and re.search(r'"messages"\s*:\s*\[', start) and '"type"' in opening:
        return Kind.TELEGRAM_EXPORT
    try:
        row = json.loads(first)
    except (ValueError, RecursionError):
        # The first line is longer than `head`, or broken with others after it.
        is_lines = "\n" not in start or re.match(r'\s*\{\s*"', rest) is not None
        is_object = re.match(r'\{\s*"(?:[^"\\]|\\.)*"\s*:', first) is not None
        return (
            Kind.JSON_LINES
            if is_lines and is_object
            else Kind.JSON
            if _looks_json(start)
            else Kind.TEXT
        )
    if isinstance(row, dict):
        return Kind.JSON_LINES
    return (
        Kind.JSON if isinstance(row, list) and (not row or isinstance(row[0], dict)) else Kind.TEXT
    )


def _looks_json(start: str) -> bool:
    return re.match(r'\{\s*"(?:[^"\\]|\\.)*"\s*:|\[\s*[\[{"]', start) is not None


def _text_kind(text: str, name: str) -> Kind:
    if re.match(r"From(?:[ \t]|\r?\n)", text) and _is_mail(text.partition("\n")[2]):
        return Kind.MAILBOX
    if _is_mail(text):
        return Kind.MAIL
    lines = [line.strip() for line in text.split("\n")[:200] if line.strip()]
    lines = [line for line in lines if not line.startswith("#")] or lines
    if all(_ADDRESS_LINE.fullmatch(line) for line in lines[:-1] or lines):
        return Kind.URL_LIST
    first = text.lstrip().partition("\n")[0].strip()
    if _TABLE_NAME.search(PurePath(name).name) or is_table_head(first):
        return Kind.TABLE
    # A saved page without its head is told by its closing tags.
    return Kind.HTML if len(_HTML_MARKS.findall(text[:20000])) >= 3 else Kind.TEXT


def _is_mail(text: str) -> bool:
    lines = text.split("\n")
    known = 0
    for line in lines[:40]:
        if not line.strip():
            break
        if _MAIL_HEADER.fullmatch(line.rstrip("\r")):
            known += 1
        elif not line.startswith((" ", "\t")) and not re.match(r"[\w-]+: ?", line):
            return False
    names = {line.partition(":")[0].lower() for line in lines[:40]}
    return (
        known >= 3
        and "from" in names
        and bool(names & {"message-id", "mime-version", "received", "subject"})
    )
