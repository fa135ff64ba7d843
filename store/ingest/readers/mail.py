"""Reads mail: each message (a newsletter, a press release) is an article."""

from __future__ import annotations

import email
import email.policy
import re
from collections.abc import Iterator
from email.message import EmailMessage, MIMEPart
from email.utils import parseaddr
from typing import BinaryIO

from store.ingest.outcome import Failed, Read
from store.ingest.readers.html import fragment_blocks, fragment_draft
from store.ingest.sources.charset import decode
from store.ingest.sources.material import Material
from store.ingest.story.furniture import find_address, is_mail_notice
from store.ingest.story.trees import parse_html, words_of

# A longer message is pictures, not an article.
_MESSAGE_LIMIT_BYTES = 32 * 1024 * 1024
_ONLINE = re.compile(
    r"view (?:this )?(?:e-?mail )?(?:it )?(?:in|on|with)|view online|read online"
    r"|browser|navigateur|navegador|браузер",
    re.IGNORECASE,
)


def read_mail(data: bytes, material: Material) -> Iterator[Read]:
    """Yields the article in one message."""
    yield _article(data, material.source)


def read_mailbox(stream: BinaryIO, source: str) -> Iterator[Read]:
    """Yields the article of every message of an mbox file, with one in memory at a time."""
    message = bytearray()
    is_after_blank, number, is_too_long = True, 0, False
    for line in stream:
        if is_after_blank and line.startswith(b"From ") and message:
            number += 1
            yield _bounded(bytes(message), f"{source}#{number}", is_too_long=is_too_long)
            message.clear()
            is_too_long = False
        elif len(message) + len(line) > _MESSAGE_LIMIT_BYTES:
            is_too_long = True
        elif not (not message and line.startswith(b"From ")):
            message += line
        is_after_blank = line in (b"\n", b"\r\n")
    if message:
        yield _bounded(bytes(message), f"{source}#{number + 1}", is_too_long=is_too_long)


def _bounded(data: bytes, source: str, *, is_too_long: bool) -> Read:
    if is_too_long:
        return Failed(source, f"The message is larger than {_MESSAGE_LIMIT_BYTES >> 20} MiB.")
    return _article(data, source)


def _article(data: bytes, source: str) -> Read:
    try:
        message = email.message_from_bytes(data, policy=email.policy.default)
        part = message.get_body(("html", "plain"))
        fields = _fields(message)
        content = _content(part) if part is not None else ""
    # The parser is lenient, its headers are not: each of these is an unreadable header.
    except (ValueError, IndexError, AttributeError, LookupError, TypeError) as error:
        return Failed(source, f"The message is broken: {error}.")
    is_markup = part is not None and part.get_content_subtype() == "html"
    if "url" not in fields:
        fields["url"] = _online(content, is_markup=is_markup)
    blocks = fragment_blocks(content, is_markup=is_markup)
    letter = [block for block in blocks if not is_mail_notice(block.text)]
    return fragment_draft(letter, fields, source=source)


def _fields(message: EmailMessage) -> dict[str, str]:
    name, address = parseaddr(str(message.get("From", "")))
    found = {
        "headline": str(message.get("Subject", "")),
        "publisher": name or address.rpartition("@")[2],
        "published": str(message.get("Date", "")),
        "language": str(message.get("Content-Language", "")),
        "url": find_address(str(message.get("Archived-At", ""))) or "",
    }
    return {name: value for name, value in found.items() if value}


def _content(part: MIMEPart) -> str:
    payload = part.get_payload(decode=True)
    return decode(payload, part.get_content_charset()) if isinstance(payload, bytes) else ""


def _online(content: str, *, is_markup: bool) -> str:
    """The address of the newsletter online, empty if it has no link to that."""
    if is_markup:
        tree = parse_html(content) if content.strip() else None
        for link in () if tree is None else tree.iter("a"):
            if _ONLINE.search(words_of(link)) and find_address(link.get("href") or ""):
                return str(link.get("href"))
        return ""
    line = next((line for line in content.split("\n")[:30] if _ONLINE.search(line)), "")
    return find_address(line) or ""
