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
_XML_DECLARATION = re.compile(r"<\?xml\s[^>]{0,500}\?>")
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
_CYRILLIC = ("cp1251", "koi8-u", "koi8-r", "iso8859-5", "cp866")
# Charsets in which a letter beyond ASCII seldom stands beside another.
_LATIN = frozenset({"cp1250", "cp1252", "cp1254", "cp1257", "iso8859-2", "iso8859-15"})
_HIGH_RUN = re.compile(rb"[\x80-\xff]{3,}")
_HIGH = re.compile(rb"[\x80-\xff]+")
# Two of three letters are among these in each language written in Cyrillic.
_COMMON_LETTERS = frozenset("оеаинтсрвлікў")
# Signs beyond ASCII that stand in texts of any alphabet.
_COMMON_SIGNS = frozenset("«»„“”‘’—–…№\xa0©•")
# Share of bytes beyond ASCII in runs of three from which on a text is not in Latin letters.
_RUN_SHARE = 0.6
# Share of common letters from which on a text reads as Cyrillic.
_CYRILLIC_FIT = 0.5
# A declared charset is given up for another that fits better by this share.
_BETTER_BY = 0.15
# Share of NUL bytes at every second place from which on a text has two bytes a character.
_NUL_SHARE = 0.08


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
            return data.decode(_true_name(name, data), "replace")
    return _guessed(data)


def utf8_xml(data: bytes, charset: str | None = None) -> bytes:
    """Returns an XML file in UTF-8, without declaration and without blanks before its first tag.

    `charset` is the one in the HTTP header, if any. A parser would believe a false declaration, and
    none that stands behind a comment or a blank line.
    """
    text = _XML_DECLARATION.sub("", decode(data, charset), count=1)
    return text.lstrip("\ufeff \t\r\n").encode("utf-8", "replace")


def wide_charset(data: bytes) -> str | None:
    """The charset of a text that is written in two or four bytes a character, or None.

    Without a byte order mark, mark-up is told by its first character, and any other text by the
    NUL bytes at every second place: half of each ASCII character.
    """
    return next(
        (name for start, name in _WIDE_MARKUP if data.startswith(start)), _wide_by_nuls(data[:4096])
    )


def _wide_by_nuls(sample: bytes) -> str | None:
    sample = sample[: len(sample) & ~1]
    at_even, at_odd = sample[::2].count(0), sample[1::2].count(0)
    most = max(at_even, at_odd)
    if min(at_even, at_odd) or most < 2 or most < _NUL_SHARE * len(sample) / 2:
        return None
    name = "utf-16-be" if at_even else "utf-16-le"
    text = sample.decode(name, "ignore")
    has_controls = any((c < " " and c not in "\t\r\n") or "\ue000" <= c <= "\uf8ff" for c in text)
    return None if has_controls else name


def text_stream(stream: io.BufferedReader, declared: str | None = None) -> io.TextIOWrapper:
    """Wraps a stream of bytes as a stream of text; keeps line ends, never fails to decode."""
    name = _long_charset(stream.peek(), declared)
    return io.TextIOWrapper(stream, encoding=name, errors="replace", newline="")


def _long_charset(sample: bytes, declared: str | None) -> str:
    """The charset of a long text that begins with `sample`."""
    for mark, name in _BOMS:
        if sample.startswith(mark):
            return "utf-8-sig" if name == "utf-8" else name[:6]
    if wide := wide_charset(sample):
        return wide
    try:
        sample[:-4].decode("utf-8")
    except UnicodeDecodeError:
        named = _codec(declared)
        return _true_name(named, sample) if named else _likeliest(sample) or _FALLBACK
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
    guess = _guess(data)
    # Short texts among ASCII tags mislead the guess between alphabets of one byte a letter.
    if guess is None or guess in _LATIN or guess in _CYRILLIC:
        return _cyrillic_name(guess or _FALLBACK, data)
    return guess


def _guess(data: bytes) -> str | None:
    from charset_normalizer import from_bytes  # noqa: PLC0415 - slow to load, and rarely needed

    best = from_bytes(data[:_SAMPLE_BYTES], cp_isolation=_IN_USE).best()
    return _codec(best.encoding) if best else None


def _true_name(declared: str, data: bytes) -> str:
    """Returns the declared charset, or another if no text in its alphabet has such bytes."""
    name = _cyrillic_name(declared, data)
    if name in _LATIN and not _is_latin(data):
        return _guess(data) or name
    return name


def _is_latin(data: bytes) -> bool:
    sample = data[:_SAMPLE_BYTES]
    in_runs = len(b"".join(_HIGH_RUN.findall(sample)))
    return in_runs <= _RUN_SHARE * len(b"".join(_HIGH.findall(sample)))


def _cyrillic_name(name: str, data: bytes) -> str:
    """Returns `name`, or the Cyrillic charset in which `data` reads far better."""
    if not (name in _CYRILLIC or (name in _LATIN and not _is_latin(data))):
        return name
    fits = {one: _cyrillic_fit(data[:_SAMPLE_BYTES], one) for one in _CYRILLIC}
    best = max(_CYRILLIC, key=lambda one: fits[one])
    return best if fits[best] > max(_CYRILLIC_FIT, fits.get(name, 0.0) + _BETTER_BY) else name


def _cyrillic_fit(sample: bytes, name: str) -> float:
    """The share of common Cyrillic letters among all beyond ASCII; inverted case counts against."""
    words: list[str] = [run.decode(name, "replace") for run in _HIGH.findall(sample)]
    letters = [c for word in words for c in word if c not in _COMMON_SIGNS]
    common = sum(c.lower() in _COMMON_LETTERS for c in letters)
    odd = sum(word[0].islower() and word[1:].isupper() for word in words if len(word) > 2)
    return common / max(len(letters), 1) - odd / max(len(words), 1)
