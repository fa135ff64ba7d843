"""Packs the request of a deep link (`t.me/bot?start=…`) into the 64 characters Telegram allows.

`a7` is article 7, `p…` a person and `q…` a question in base64url, `t…` the token of a shown answer
for what is longer.
"""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass
from enum import StrEnum

PAYLOAD_CHARS = 64
_ALLOWED = re.compile(r"[A-Za-z0-9_-]{2,64}", re.ASCII)
_MOST_DIGITS = 18


class PayloadKind(StrEnum):
    """The request of a deep link."""

    ARTICLE = "a"
    PERSON = "p"
    QUESTION = "q"
    SHOWN = "t"


@dataclass(frozen=True, slots=True)
class Payload:
    """A kind, and its article id, name, question or token."""

    kind: PayloadKind
    value: str


def encode_payload(payload: Payload) -> str | None:
    """The payload as a link carries it, None where it is too long for one."""
    value = payload.value
    if payload.kind in (PayloadKind.PERSON, PayloadKind.QUESTION):
        value = base64.urlsafe_b64encode(value.encode("utf-8", "replace")).decode().rstrip("=")
    text = f"{payload.kind}{value}"
    return text if _ALLOWED.fullmatch(text) else None


def decode_payload(text: str) -> Payload | None:
    """The payload again, None for what is not one of ours."""
    if not _ALLOWED.fullmatch(text) or text[0] not in set(PayloadKind):
        return None
    kind, value = PayloadKind(text[0]), text[1:]
    if kind is PayloadKind.ARTICLE:
        is_id = value.isdecimal() and len(value) <= _MOST_DIGITS
        return Payload(kind, value) if is_id else None
    if kind is PayloadKind.SHOWN:
        return Payload(kind, value)
    try:
        decoded = base64.urlsafe_b64decode(value + "=" * (-len(value) % 4)).decode("utf-8")
    except (binascii.Error, UnicodeDecodeError):
        return None
    return Payload(kind, decoded) if decoded.strip() else None
