"""Web archives."""

from __future__ import annotations

import io

from store.errors import ExtractError
from store.ingest.outcome import Failed, Skipped
from store.ingest.readers.warc import read_warc
from store.model import Draft

STORY = "<p>The lamp of the lighthouse went dark on Friday night, the harbour office said.</p>" * 5
PAGE = f"<html><head><title>Lamp</title></head><body><article>{STORY}</article></body></html>"


def archive(*responses: tuple[str, str, str, bytes]) -> bytes:
    """A WARC file of (address, status, type, body) responses."""
    out = b""
    for url, status, kind, body in responses:
        content = f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\n\r\n".encode() + body
        head = (
            f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {url}\r\n"
            "WARC-Date: 2026-01-14T09:30:00Z\r\nContent-Type: application/http\r\n"
            f"Content-Length: {len(content)}\r\n\r\n"
        )
        out += head.encode() + content + b"\r\n\r\n"
    return out


def test_pages_become_articles_and_pictures_are_passed_over() -> None:
    page = PAGE.encode("utf-16")
    data = archive(
        ("https://paper.example/a", "200 OK", "text/html; charset=utf-16", page),
        ("https://paper.example/b.png", "200 OK", "image/png", b"\x89PNG"),
        ("https://paper.example/c", "404 Not Found", "text/html", b"<p>Gone"),
    )
    draft, missing = read_warc(io.BytesIO(data), "a.warc")
    assert isinstance(draft, Draft)
    assert draft.url == "https://paper.example/a"
    assert "The lamp of the lighthouse went dark" in draft.text
    assert isinstance(missing, Skipped)
    assert "404" in missing.reason


def test_a_file_that_only_begins_like_a_web_archive_holds_nothing() -> None:
    assert list(read_warc(io.BytesIO(b"WARC/1.0 and then some"), "a.warc")) == []


def test_a_web_archive_that_breaks_off_ends_in_outcomes() -> None:
    whole = archive(("https://paper.example/a", "200 OK", "text/html", PAGE.encode()))
    for stop in range(0, len(whole), 97):
        try:
            outcomes = list(read_warc(io.BytesIO(whole[:stop]), "a.warc"))
        except ExtractError:
            continue
        assert all(isinstance(outcome, Draft | Skipped | Failed) for outcome in outcomes)
