"""Reads what a host's robots.txt asks of our program (RFC 9309, with protego). Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass

from protego import Protego

# A group is for a product token; protego would compare a version behind it too.
_VERSION = re.compile(r"^([ \t]*user-agent[ \t]*:[ \t]*[a-z_-]+)/.*", re.IGNORECASE | re.MULTILINE)


@dataclass(frozen=True, slots=True)
class RobotsRule:
    """The answer of a robots.txt for one address.

    `delay_s` is the Crawl-delay in seconds, None where there is none.
    """

    may_read: bool = True
    delay_s: float | None = None


def robots_rule(text: str, agent: str, url: str) -> RobotsRule:
    """The rule of the robots.txt `text` for the program called `agent` at `url`.

    The group for `agent` counts, or else the one for all. The longest pattern that fits decides; of
    two of one length the one that allows.
    """
    robots = Protego.parse(_VERSION.sub(r"\1", text.removeprefix("\ufeff")))
    try:
        may_read = robots.can_fetch(url, agent)
    except ValueError:  # no address: fetching it says so
        may_read = True
    return RobotsRule(may_read, robots.crawl_delay(agent))
