"""Reads mail: each message (a newsletter, a press release) is an article."""

from __future__ import annotations

import email
import email.policy
import re
from collections import deque
from collections.abc import Iterable, Iterator
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
# The parser compares each line with the boundary of each part around it: seconds from here on.
_COMPARISONS_LIMIT = 20_000_000
# Parts of a message; each costs a millisecond.
_PARTS_LIMIT = 2_000
_PART = re.compile(rb"^Content-Type:", re.IGNORECASE | re.MULTILINE)
# A header that is read, with the lines it goes on in; taking it apart costs the square of its size.
_HEADER_LIMIT_BYTES = 8 * 1024
_READ_HEADER = re.compile(
    rb"^(?:From|Subject|Date|Content-Type|Content-Disposition|Content-Language|Archived-At):"
    rb"[^\n]*(?:\n[ \t][^\n]*)*",
    re.IGNORECASE | re.MULTILINE,
)
# A longer line comes in pieces: it is no header and no envelope.
_PIECE_BYTES = 64 * 1024
# Lines below an envelope among which its first known headers stand.
_HEADERS_AHEAD = 40
# More lines of headers no message has.
_HEADERS_LIMIT = 2_000
# "From sender Mon Mar  2 08:00:00 2026" and its like; some programs write no sender and no date.
_ENVELOPE = re.compile(rb"From(?:[ \t]+(?P<sender>\S+))?(?P<date>[ \t].*?)?[ \t]*\r?\n")
_ENVELOPE_DATE = re.compile(rb"\d{1,2}:\d\d|\d{4}-\d\d-\d\d|[A-Z][a-z]{2}\b.{0,4}[A-Z][a-z]{2} +\d")
_HEADER = re.compile(rb"[!-9;-~]+[ \t]*:|>?From ")
_KNOWN_HEADER = re.compile(
    rb"(?:From|To|Cc|Subject|Date|Message-ID|MIME-Version|Received|Return-Path|Delivered-To|Status"
    rb"|Content-Type|DKIM-Signature|Reply-To|Sender|List-[\w-]+|ARC-[\w-]+|X-[\w-]+):",
    re.IGNORECASE,
)
_CONTENT_LENGTH = re.compile(
    rb"^Content-Length:[ \t]*(\d{1,12})[ \t]*\r?$", re.IGNORECASE | re.MULTILINE
)
_MARKED_FROM = re.compile(rb">+From ")
_ONLINE = re.compile(
    r"view (?:this )?(?:e-?mail )?(?:it )?(?:in|on|with)|view online|read online"
    r"|browser|navigateur|navegador|браузер",
    re.IGNORECASE,
)


def read_mail(data: bytes, material: Material) -> Iterator[Read]:
    """Yields the article in one message."""
    yield _article(data, material.source)


def read_mailbox(stream: BinaryIO, source: str) -> Iterator[Read]:
    """Yields the article of every message of an mbox file, with one in memory at a time.

    All of the dialects are read. A line is the start of a message if it begins with "From ", has
    the form of an envelope, and headers follow: prose that begins "From" is none. A header
    Content-Length is believed if a message ends there. `>From` in a body loses its mark.
    """
    lines = _Lines(stream)
    number = 0
    while lines.take():  # an envelope
        number += 1
        place = f"{source}#{number}"
        message, is_too_long = _message(lines)
        if is_too_long:
            yield Failed(place, f"The message is larger than {_MESSAGE_LIMIT_BYTES >> 20} MiB.")
        elif message.strip():
            yield _article(message, place)


class _Lines:
    """The lines of a stream, some of which can be looked at before they are taken.

    A line of over 64 KiB comes in pieces.
    """

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._ahead: deque[bytes] = deque()

    def peek(self, place: int) -> bytes:
        """The line `place` lines ahead; empty at the end of the stream."""
        while len(self._ahead) <= place:
            line = self._stream.readline(_PIECE_BYTES)
            if not line:
                return b""
            self._ahead.append(line)
        return self._ahead[place]

    def take(self) -> bytes:
        """The next line, which is taken; empty at the end of the stream."""
        line = self.peek(0)
        if line:
            self._ahead.popleft()
        return line

    def give_back(self, lines: Iterable[bytes]) -> None:
        """Puts taken lines back, in their order."""
        self._ahead.extendleft(reversed(list(lines)))

    def is_at_envelope(self) -> bool:
        """Whether the next line is the start of a message, with its headers below it."""
        envelope = _ENVELOPE.fullmatch(self.peek(0))
        date = envelope and (envelope["date"] or b"").strip()
        if envelope is None or (date and not _ENVELOPE_DATE.search(date)):
            return False
        known = 0
        for place in range(1, _HEADERS_AHEAD):
            line = self.peek(place)
            if not line.strip():
                break
            if _KNOWN_HEADER.match(line):
                known += 1
            elif not (_HEADER.match(line) or (place > 1 and line.startswith((b" ", b"\t")))):
                return False
            # An envelope with its date is one; a bare "From" needs two headers of mail.
            if known > (0 if date else 1):
                return True
        return False


def _message(lines: _Lines) -> tuple[bytes, bool]:
    """The message that begins with the next line, and whether it was too long to keep."""
    head: list[bytes] = []
    while (line := lines.peek(0)).strip() and len(head) < _HEADERS_LIMIT:
        lines.take()
        if not line.startswith((b"From ", b">From ")):
            head.append(line)
    size = sum(map(len, head))
    body = _counted_body(lines, b"".join(head))
    if body is not None:
        return b"".join((*head, *body)), False
    kept: list[bytes] = head
    is_too_long = False
    while (line := lines.peek(0)) and not (line.startswith(b"From") and lines.is_at_envelope()):
        lines.take()
        size += len(line)
        is_too_long = is_too_long or size > _MESSAGE_LIMIT_BYTES
        if not is_too_long:
            kept.append(line[1:] if _MARKED_FROM.match(line) else line)
    return b"".join(kept), is_too_long


def _counted_body(lines: _Lines, head: bytes) -> list[bytes] | None:
    """The body if the header Content-Length tells where it ends; nothing is taken otherwise."""
    stated = _CONTENT_LENGTH.search(head)
    if stated is None or int(stated[1]) > _MESSAGE_LIMIT_BYTES:
        return None
    # The blank line between headers and body does not count.
    left, body = int(stated[1]), [lines.take()]
    while left > 0 and (line := lines.take()):
        body.append(line)
        left -= len(line)
    blank = 0
    while lines.peek(blank) in (b"\n", b"\r\n"):
        blank += 1
    is_end = not lines.peek(blank)
    if left == 0 and not is_end:
        taken = [lines.take() for _ in range(blank)]
        is_end = lines.is_at_envelope()
        lines.give_back([] if is_end else taken)
    if left or not is_end:
        lines.give_back(body)
        return None
    return body


def _article(data: bytes, source: str) -> Read:
    if data.count(b"boundary=") * data.count(b"\n") > _COMPARISONS_LIMIT:
        return Failed(source, "The message has too many parts within parts to be read.")
    if len(_PART.findall(data)) > _PARTS_LIMIT:
        return Failed(source, f"The message has more than {_PARTS_LIMIT:,} parts.")
    if any(len(header[0]) > _HEADER_LIMIT_BYTES for header in _READ_HEADER.finditer(data)):
        return Failed(source, f"The message has a header of over {_HEADER_LIMIT_BYTES >> 10} KiB.")
    try:
        message = email.message_from_bytes(data, policy=email.policy.default)
        part = message.get_body(("html", "plain"))
        fields = _fields(message)
        content = _content(part) if part is not None else ""
    # The parser is lenient, its headers are not: each of these is an unreadable header.
    except (ValueError, IndexError, AttributeError, LookupError, TypeError) as error:
        return Failed(source, f"The message is broken: {error}.")
    except RecursionError:
        return Failed(source, "The message has parts nested too deep to be read.")
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
