from __future__ import annotations

import encodings.aliases
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.ingest.sources.charset import decode, text_stream

RUSSIAN = "Мост закроют в июне, сообщила мэр города. " * 20
FRENCH = "Le pont sera fermé dès le mois de juin, a déclaré la mairesse. " * 20


@given(st.text(max_size=200))
def test_utf_8_is_read_as_utf_8_whatever_was_declared(text: str) -> None:
    data = text.encode("utf-8", "replace")
    if data and not data.isascii() and not data.startswith(b"\xef\xbb\xbf"):
        assert decode(data, "iso-8859-1") == data.decode()


@pytest.mark.parametrize("codec", sorted({*encodings.aliases.aliases.values(), "undefined"}))
def test_bytes_are_read_under_the_name_of_any_codec_there_is(codec: str) -> None:
    assert isinstance(decode(b"\x80 \xff plain", codec), str)
    stream = io.BufferedReader(io.BytesIO(b"\x80 \xff plain"))
    assert isinstance(text_stream(stream, codec).read(), str)


@given(st.binary(max_size=200), st.none() | st.text(max_size=12))
def test_any_bytes_under_any_name_are_read(data: bytes, declared: str | None) -> None:
    assert isinstance(decode(data, declared), str)


@pytest.mark.parametrize(
    ("codec", "text"), [("cp1251", RUSSIAN), ("koi8-r", RUSSIAN), ("latin-1", FRENCH)]
)
def test_a_declared_charset_is_believed(codec: str, text: str) -> None:
    assert decode(text.encode(codec), codec) == text


def test_a_charset_in_the_page_itself_is_believed() -> None:
    page = f'<html><head><meta charset="windows-1251"></head><p>{RUSSIAN}</p>'
    assert RUSSIAN in decode(page.encode("cp1251"))


UKRAINIAN = "Їдальня біля річки зачинена, бо кухар поїхав у відпустку до п'ятниці."
GREEK = "Ο δήμαρχος άνοιξε τη νέα γέφυρα την Παρασκευή, και είπε ότι χαίρεται."


@pytest.mark.parametrize("declared", ["iso-8859-1", "windows-1252", "windows-1251", "koi8-r"])
@pytest.mark.parametrize(
    ("codec", "text"), [("cp1251", RUSSIAN), ("koi8-r", RUSSIAN), ("cp1251", UKRAINIAN)]
)
def test_a_false_declaration_does_not_spoil_cyrillic(codec: str, text: str, declared: str) -> None:
    assert decode(text.encode(codec), declared) == text


def test_a_latin_declaration_does_not_spoil_greek() -> None:
    assert decode(GREEK.encode("cp1253"), "iso-8859-1") == GREEK


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("text", ["Title\tText\nRain\tIt rained.\n", "Имя\tТекст\nАня\tДождь\n"])
def test_two_bytes_a_character_are_told_without_a_mark(codec: str, text: str) -> None:
    assert decode(text.encode(codec)) == text
    assert text_stream(io.BufferedReader(io.BytesIO(text.encode(codec)))).read() == text


def test_latin_1_is_read_as_browsers_read_it() -> None:
    assert decode(b"\x93Rain\x94 \x96 all day", "iso-8859-1") == "“Rain” – all day"


def test_an_undeclared_charset_is_told_by_its_letters() -> None:
    assert decode(RUSSIAN.encode("cp1251")) == RUSSIAN


@pytest.mark.parametrize("codec", ["utf-8-sig", "utf-16", "utf-32"])
def test_a_byte_order_mark_decides(codec: str) -> None:
    assert decode(RUSSIAN.encode(codec), "latin-1") == RUSSIAN


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "cp1251"])
def test_a_long_text_is_read_as_it_comes(codec: str) -> None:
    stream = io.BufferedReader(io.BytesIO((RUSSIAN * 50).encode(codec)))
    assert text_stream(stream).read() == RUSSIAN * 50
