from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.reply.buttons import (
    Act,
    Callback,
    decode,
    encode,
    parse_share_query,
    share_query,
)
from bot.reply.payload import Payload, PayloadKind, decode_payload, encode_payload

_tokens = st.text("abcXYZ019_-", min_size=0, max_size=32)
_callbacks = st.builds(
    Callback,
    st.sampled_from(list(Act)),
    _tokens,
    st.integers(0, 999_999),
    st.integers(0, 999_999),
)


@given(_callbacks)
def test_a_callback_comes_back_as_it_was_within_64_bytes(callback: Callback) -> None:
    data = encode(callback)
    assert 1 <= len(data.encode()) <= 64
    assert decode(data) == callback


@given(st.text())
def test_any_other_data_is_no_callback_and_no_error(data: str) -> None:
    callback = decode(data)
    assert callback is None or encode(callback) == data or data.isascii()


def test_a_callback_of_another_version_is_stale() -> None:
    assert decode("2f.token.0.0") is None
    assert decode("1zz.token.0.0") is None


@given(_tokens.filter(lambda token: len(token) >= 6), st.integers(0, 99))
def test_a_share_query_names_its_finding(token: str, number: int) -> None:
    assert parse_share_query(share_query(token, number)) == (token, number)


@given(st.text())
def test_a_question_is_no_share_query(text: str) -> None:
    assert parse_share_query(f"a {text}") is None


@given(st.sampled_from([PayloadKind.PERSON, PayloadKind.QUESTION]), st.text(min_size=1))
def test_a_deep_link_carries_what_fits_into_64_characters(kind: PayloadKind, text: str) -> None:
    payload = encode_payload(Payload(kind, text))
    if payload is None:
        assert len(text.encode("utf-8", "replace")) > 46
        return
    assert len(payload) <= 64
    if text.strip() and text.isprintable():
        assert decode_payload(payload) == Payload(kind, text)


@given(st.text(max_size=80))
def test_any_payload_is_decoded_without_an_error(text: str) -> None:
    decode_payload(text)


def test_an_article_and_a_token_are_linked_as_they_are() -> None:
    for payload in (Payload(PayloadKind.ARTICLE, "17"), Payload(PayloadKind.SHOWN, "aB-_9xyz")):
        text = encode_payload(payload)
        assert text is not None
        assert decode_payload(text) == payload
    assert decode_payload("a-1") is None
