"""Decodes bytes: by byte order mark, declared charset, or the best guess."""

from __future__ import annotations

import codecs
import io
import re

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# Mark-up in a wide charset without a byte order mark: "<" and one NUL or three (XML 1.0, app. F).
_WIDE_MARKUP = (
    (b"\x00\x00\x00<", "utf-32-be"),
    (b"<\x00\x00\x00", "utf-32-le"),
    (b"\x00<", "utf-16-be"),
    (b"<\x00", "utf-16-le"),
)
_DECLARED = re.compile(
    rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w.:-]+)|<\?xml[^>]{0,200}?encoding\s*=\s*["']([\w.:-]+)""",
    re.IGNORECASE,
)
# Browsers read the wider set of a family under these names (WHATWG Encoding Standard).
_WIDER = {
    "ascii": "cp1252", "iso8859-1": "cp1252", "latin-1": "cp1252", "iso8859-9": "cp1254",
    "iso8859-11": "cp874", "tis-620": "cp874", "gb2312": "gb18030", "gbk": "gb18030",
    "shift_jis": "cp932", "euc_kr": "cp949", "big5": "big5hkscs",
    "utf-16": "utf-16-le", "utf-32": "utf-32-le",
}  # fmt: skip
# Guesses are among the charsets in which the web was written, not those of old machines.
_IN_USE = [
    "cp1252", "cp1251", "koi8-r", "cp1250", "iso8859-2", "cp1253", "cp1254", "cp1255", "cp1256",
    "cp1257", "cp1258", "cp874", "gb18030", "big5", "cp932", "euc-jp", "cp949",
]  # fmt: skip
# ISO-2022 text is valid ASCII byte by byte: only its declaration tells it.
_STATEFUL = "iso2022"
_BROKEN = b"a\x80\xff"
# Guessing reads this much: more takes time and tells no more.
_SAMPLE_BYTES = 32 * 1024
# Read wherever nothing fits: each byte but five is a character in it.
_FALLBACK = "cp1252"


def decode(data: bytes, declared: str | None = None) -> str:
    """Returns `data` as text. `declared` is the charset in the HTTP header, if any.

    Never fails: undecodable bytes become U+FFFD. Valid UTF-8 beyond ASCII is read as UTF-8 whatever
    was declared, for no other charset looks like it by chance.
    """
    for mark, codec in _BOMS:
        if data.startswith(mark):
            return data[len(mark) :].decode(codec, "replace")
    wide = wide_charset(data)
    if wide:
        return data.decode(wide, "replace")
    names = [_codec(declared), _codec(_declared_within(data))]
    for name in names:
        if name and name.startswith(_STATEFUL):
            return data.decode(name, "replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.start > len(data) - 4 and len(data) > _SAMPLE_BYTES:
            return data.decode("utf-8", "replace")  # cut inside a character: a head, not a file
    for name in names:
        if name and name != "utf-8":
            return data.decode(name, "replace")
    return _guessed(data)


def wide_charset(data: bytes) -> str | None:
    """The charset of mark-up that is written in two or four bytes a character, or None."""
    return next((name for start, name in _WIDE_MARKUP if data.startswith(start)), None)


def text_stream(stream: io.BufferedReader, declared: str | None = None) -> io.TextIOWrapper:
    """Wraps a stream of bytes as a stream of text; keeps line ends, never fails to decode."""
    name = _long_charset(stream.peek(), declared)
    return io.TextIOWrapper(stream, encoding=name, errors="replace", newline="")


def _long_charset(sample: bytes, declared: str | None) -> str:
    """The charset of a long text that begins with `sample`."""
    for mark, name in _BOMS:
        if sample.startswith(mark):
            return "utf-8-sig" if name == "utf-8" else name[:6]
    try:
        sample[:-4].decode("utf-8")
    except UnicodeDecodeError:
        return _codec(declared) or _likeliest(sample) or _FALLBACK
    return "utf-8"


def _declared_within(data: bytes) -> str | None:
    match = _DECLARED.search(data[:4096])
    return (match[1] or match[2]).decode("ascii") if match else None


def _codec(name: str | None) -> str | None:
    if not name:
        return None
    try:
        known = codecs.lookup(name.strip().strip("\"'")).name
        # Some codecs decode no text (base64, uu), some accept no broken bytes (idna).
        _BROKEN.decode(known, "replace")
    except (LookupError, ValueError):
        return None
    return _WIDER.get(known, known)


def _guessed(data: bytes) -> str:
    text = data.decode("utf-8", "replace")
    # A few broken bytes in a UTF-8 text are damage; many are another charset.
    if text.count("\ufffd") * 200 < sum(c > "\x7f" for c in text):
        return text
    return data.decode(_codec(_likeliest(data)) or _FALLBACK, "replace")


def _likeliest(data: bytes) -> str | None:
    """The charset in which the start of `data` reads best, or None where it reads in none."""
    from charset_normalizer import from_bytes  # noqa: PLC0415 - slow to load, and rarely needed

    best = from_bytes(data[:_SAMPLE_BYTES], cp_isolation=_IN_USE).best()
    return best.encoding if best else None
