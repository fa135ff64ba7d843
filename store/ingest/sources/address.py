"""Decides which addresses may be fetched: http and https, public hosts only."""

from __future__ import annotations

import ipaddress
from urllib.parse import urlsplit

from store.errors import FetchError

_SCHEMES = ("http", "https")
# Clouds serve metadata at these public numbers to the machine itself.
_METADATA = frozenset({"168.63.129.16", "100.100.100.200", "192.0.0.192"})
_NAT64 = ipaddress.ip_network("64:ff9b::/96")


def check_url(url: str) -> str:
    """Returns the host of `url`.

    Raises:
        FetchError: it is no http(s) address, has no host, or holds a password.
    """
    try:
        parts = urlsplit(url)
        host = parts.hostname
        parts.port  # noqa: B018 (raises for a port that is no number)
    except ValueError as error:
        message = f"This is no address: {url}"
        raise FetchError(message, url) from error
    if parts.scheme.lower() not in _SCHEMES:
        message = f"Only http and https addresses are read, not {parts.scheme or 'none'}:."
        raise FetchError(message, url)
    if not host:
        message = f"The address names no host: {url}"
        raise FetchError(message, url)
    if parts.username or parts.password:
        message = "Addresses with a user name or password are not read."
        raise FetchError(message, url)
    return host


def any_address(number: str) -> bool:  # noqa: ARG001
    """Allows every IP address, this machine's own too."""
    return True


def is_public(number: str) -> bool:
    """Whether the whole internet can reach an IP address.

    Private, loopback, link-local, multicast, reserved and cloud metadata addresses are not, nor are
    IPv6 forms that wrap such an IPv4 address.
    """
    try:
        address = ipaddress.ip_address(number.partition("%")[0])
    except ValueError:
        return False
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour
        if inner is None and address.teredo is not None:
            inner = address.teredo[1]
        if inner is None and address in _NAT64:
            inner = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(str(inner))
    return address.is_global and not address.is_multicast and str(address) not in _METADATA
