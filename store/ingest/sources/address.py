"""Decides which addresses may be fetched: http and https, public hosts only."""

from __future__ import annotations

import ipaddress
from urllib.parse import urlsplit

from store.errors import FetchError

_SCHEMES = ("http", "https")
# Clouds serve metadata at these public numbers to the machine itself.
_METADATA = frozenset({"168.63.129.16", "100.100.100.200", "192.0.0.192"})
# All of IPv6 that is given to hosts of the internet (RFC 4291, 2.4, as IANA allots it).
_UNICAST = ipaddress.IPv6Network("2000::/3")
# Blocks that networks keep for themselves, by IANA's registries of special-purpose addresses
# (https://www.iana.org/assignments/iana-ipv4-special-registry and -ipv6-). Python knows most of
# them, each version others; these are kept here so that none depends on it.
_SPECIAL = tuple(
    ipaddress.ip_network(block)
    for block in (
        "0.0.0.0/8",  # this network
        "10.0.0.0/8",  # private
        "100.64.0.0/10",  # shared behind a provider's NAT
        "127.0.0.0/8",  # loopback
        "169.254.0.0/16",  # link-local, cloud metadata
        "172.16.0.0/12",  # private
        "192.0.0.0/24",  # protocol assignments
        "192.0.2.0/24",  # documentation
        "192.88.99.0/24",  # 6to4 relays, withdrawn
        "192.168.0.0/16",  # private
        "198.18.0.0/15",  # benchmarks of networks
        "198.51.100.0/24",  # documentation
        "203.0.113.0/24",  # documentation
        "224.0.0.0/4",  # multicast
        "240.0.0.0/4",  # reserved, broadcast
        "2001::/23",  # protocol assignments, but for tunnels that are unwrapped
        "2001:db8::/32",  # documentation
        "3fff::/20",  # documentation
    )
)
# Whoever writes an IPv4 address into the last 32 bits of these reaches it behind a translator.
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")


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
    IPv6 forms that wrap such an IPv4 address, nor IPv6 blocks that were never given to hosts.
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
        if address not in _UNICAST:
            return False
    if any(address in block for block in _SPECIAL) or str(address) in _METADATA:
        return False
    return address.is_global and not address.is_multicast
