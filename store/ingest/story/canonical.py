"""Makes the canonical form of an address: for identity alone, never shown.

Two addresses with the same canonical form are one article. It drops only parts known not to choose
the article: tracking parameters, the fragment, AMP and mobile variants, the scheme, a default port,
the case of the host, a trailing slash.
"""

from __future__ import annotations

import functools
import re
from contextlib import suppress
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

from store.ingest.story.tables import load_table

_AMP_CACHE = re.compile(r"^[\w-]+\.cdn\.ampproject\.org$")
_AMP_VIEWER = re.compile(r"^/(?:amp/)?(?:[acrv]/)?(?:s/)?(?=[\w-]+(?:\.[\w-]+)+)")
_VARIANT_HOST = re.compile(r"^(?:www\d?|m|mobile|amp|wap|touch)\.(?=[^.]+\.[^.]+)")
_AMP_PATH = re.compile(r"^/amp(?=/.)|/amp/?$|(?<=\w)\.amp(?=\.html?$|$)", re.IGNORECASE)
_INDEX_PAGE = re.compile(r"/(?:index|default)\.(?:html?|php|aspx?|jsp)$", re.IGNORECASE)
_DEFAULT_PORTS = {"http": 80, "https": 443}
# Addresses remembered: each is asked for several times while its article is added.
_REMEMBERED = 4_096
_SAFE_PATH = "/:@!$&'()*+,;=~-._"


@functools.lru_cache(maxsize=_REMEMBERED)
def canonical_url(url: str) -> str:
    """Returns the canonical form of `url`; idempotent. Returns any but http(s) unchanged."""
    try:
        parts = urlsplit(url.strip())
        port = parts.port
    except ValueError:
        return url
    host = parts.hostname
    if parts.scheme.lower() not in _DEFAULT_PORTS or not host:
        return url
    host = _plain_host(host)
    path = parts.path
    if _AMP_CACHE.match(host) or (host == "google.com" and path.startswith("/amp/")):
        inner = _AMP_VIEWER.sub("", path)
        if inner != path:
            return canonical_url(f"https://{inner}" + (f"?{parts.query}" if parts.query else ""))
    if ":" in host:  # an IPv6 address
        host = f"[{host}]"
    if port is not None and port != _DEFAULT_PORTS[parts.scheme.lower()]:
        host = f"{host}:{port}"
    query = urlencode(sorted(_kept(parts.query)))
    return f"https://{host}{_plain_path(path)}" + (f"?{query}" if query else "")


def host_of(url: str) -> str | None:
    """Returns the host of an http(s) address without `www.`, `m.` and the like; else None."""
    try:
        parts = urlsplit(url.strip())
        host = parts.hostname
    except ValueError:
        return None
    if parts.scheme.lower() not in _DEFAULT_PORTS or not host:
        return None
    return _plain_host(host)


def _plain_host(host: str) -> str:
    host = host.lower().rstrip(".")
    with suppress(UnicodeError):
        host = host.encode("idna").decode("ascii") if not host.isascii() else host
    bare = _VARIANT_HOST.sub("", host)
    return bare if bare == host else _plain_host(bare)


def _plain_path(path: str) -> str:
    path = quote(unquote(path, errors="surrogateescape"), _SAFE_PATH, errors="surrogateescape")
    path = re.sub(r"/{2,}", "/", path)
    while True:
        shorter = _INDEX_PAGE.sub("/", _AMP_PATH.sub("", path)).rstrip("/")
        if shorter == path:
            return path
        path = shorter


def _kept(query: str) -> list[tuple[str, str]]:
    pattern = _tracking()
    try:
        pairs = parse_qsl(query, keep_blank_values=True, errors="surrogateescape")
    except ValueError:
        return [(query, "")]
    return [
        (key.encode("utf-8", "surrogateescape").decode("utf-8", "replace"), value)
        for key, value in pairs
        if not pattern.fullmatch(key.lower())
    ]


@functools.cache
def _tracking() -> re.Pattern[str]:
    table = load_table("tracking")
    exact = [re.escape(name) for name in table["names"]]
    starts = [re.escape(start) + ".*" for start in table["prefixes"]]
    return re.compile("|".join(exact + starts))
