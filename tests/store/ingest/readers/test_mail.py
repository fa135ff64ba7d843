"""Mailboxes of every dialect fall into their messages, and no message stops the next."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.ingest.outcome import Failed
from store.ingest.readers.mail import read_mailbox
from store.ingest.readers.walking import read_sources
from store.model import Draft
from tests.examples import examples

ENVELOPE = "From ida@harbour.example Mon Mar  2 08:00:00 2026\n"


def letter(number: int, body: str, more: str = "") -> str:
    return (
        f"From: Ida Holm <ida@harbour.example>\nSubject: Letter {number}\n"
        f"Date: Mon, 2 Mar 2026 08:00:00 +0000\nMessage-ID: <{number}@harbour.example>\n{more}\n"
        f"{body}"
    )


def texts(mailbox: str) -> list[str]:
    """What each message of a mailbox says."""
    found = read_mailbox(io.BytesIO(mailbox.encode()), "box")
    return [one.text if isinstance(one, Draft) else one.reason for one in found]


@pytest.mark.parametrize(
    "envelope",
    [
        ENVELOPE,
        "From - Mon Mar  2 08:00:00 2026\n",
        "From 1234@xxx Mon Mar 02 08:00:00 +0000 2026\n",
        "From ???@??? Mon Mar 02 08:00:00 2026\n",
        "From Ida Holm <ida@harbour.example> 2026-03-02\n",
        "From ida@harbour.example\n",
        "From \n",
        "From\n",
    ],
)
@pytest.mark.parametrize("gap", ["\n", ""])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_every_envelope_begins_a_message(envelope: str, gap: str, end: str) -> None:
    box = envelope + letter(1, "One.\n") + gap + envelope + letter(2, "Two.\n")
    assert texts(box.replace("\n", end)) == ["One.", "Two."]


@pytest.mark.parametrize(
    "line",
    [
        "From memory I would say that it rained.",
        "From here on: nothing.",
        "From 10:30 on it rained.",
        "From my notes:\nFrom: Ida\nSubject: Rain\nDate: Monday",
    ],
)
def test_a_line_of_a_letter_that_begins_from_cuts_nothing(line: str) -> None:
    box = ENVELOPE + letter(1, f"Dear all,\n\n{line}\n\nYours\n\n") + ENVELOPE + letter(2, "Two.\n")
    first, second = texts(box)
    assert line.partition("\n")[0] in first
    assert second == "Two."


def test_a_line_marked_by_the_mailbox_loses_one_mark() -> None:
    assert texts(ENVELOPE + letter(1, "Dear all,\n\n>From here on, rain.\n\n>>From there.\n")) == [
        "Dear all,\n\nFrom here on, rain.\n\n>From there."
    ]


def test_a_stated_length_is_believed_if_a_message_ends_there() -> None:
    inner = "It said:\n\n" + ENVELOPE + letter(9, "Inner.\n")
    box = ENVELOPE + letter(1, inner, f"Content-Length: {len(inner)}\n") + "\n"
    whole, second = texts(box + ENVELOPE + letter(2, "Two.\n"))
    assert "Inner." in whole
    assert second == "Two."


@pytest.mark.parametrize("length", [0, 3, 10_000])
def test_a_false_length_is_not_believed(length: int) -> None:
    box = ENVELOPE + letter(1, "It rained all day.\n", f"Content-Length: {length}\n") + "\n"
    assert texts(box + ENVELOPE + letter(2, "Two.\n")) == ["It rained all day.", "Two."]


@pytest.mark.parametrize("lines", [1, 20_000])
def test_parts_nested_to_any_depth_are_one_failed_source(tmp_path: Path, lines: int) -> None:
    parts = "".join(
        f"--b{depth}\nContent-Type: multipart/mixed; boundary=b{depth + 1}\n\n"
        for depth in range(3_000)
    )
    kind = "MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b0\n"
    deep = letter(1, parts + "It rained.\n" * lines, kind)
    (tmp_path / "a.eml").write_text(deep)
    (tmp_path / "b.mbox").write_text(ENVELOPE + deep + "\n" + ENVELOPE + letter(2, "Two.\n"))
    (tmp_path / "c.eml").write_text(letter(3, "Three.\n"))
    found = list(read_sources([str(tmp_path)], None))
    assert [isinstance(one, Failed) for one in found] == [True, True, False, False]
    assert "parts" in found[0].reason


@pytest.mark.parametrize(
    ("head", "reason"),
    [
        ("Subject: " + "=?utf-8?B?UmFpbg==?= " * 2_000, "header"),
        ("From: " + "(" * 500, "nested too deep"),
        ("Content-Type: text/plain; " + "; ".join(f"a{n}=b" for n in range(3_000)), "header"),
        ("Subject: Rain\n\n" + "--b\nContent-Type: text/plain\n\nx\n" * 3_000, "parts"),
    ],
)
def test_a_message_that_is_slow_to_take_apart_is_refused(head: str, reason: str) -> None:
    (told,) = texts(f"{ENVELOPE}{head}\nMIME-Version: 1.0\n\nIt rained.\n")
    assert reason in told


@examples(100)
@given(
    st.lists(
        st.sampled_from(
            [
                ENVELOPE,
                letter(1, "One.\n"),
                "From\n",
                "From x\n",
                ">From y\n",
                "\n",
                "Content-Length: 4\n",
                "Subject: z\n",
                "x" * 70_000,
            ]
        )
    )
)
def test_any_mailbox_ends_in_outcomes(parts: list[str]) -> None:
    assert all(isinstance(told, str) for told in texts("".join(parts)))
