"""The dateline that opens a wire story: noted, and left where it stands in the text."""

from __future__ import annotations

import re

_PLACE = r"(?:[^\W\d_a-z][\w.'’-]*[ ]?){1,4}"
_DATELINE = re.compile(
    r"(?P<place>(?=[^(—–\n]{2,60}?(?:\(|[—–-]))"
    r"(?P<city>[^\W\d_]+(?:[ .'’-]+[^\W\d_]+){0,3}\.?)"
    r"(?:\s?[,/]\s?[^\W\d_][\w.'’ -]{1,30})?)"
    r"(?:,\s*[^\W\d_]{3,10}\.?\s\d{1,2}(?:,\s\d{4})?)?"
    r"\s*(?P<agency>\([^()\n]{2,40}\))?\s*(?P<dash>—|–|--?)\s"
)


def find_dateline(text: str) -> str | None:
    """The place of the dateline that begins `text` ("OSLO, Norway (AP) — …": "OSLO, Norway").

    The city stands in capitals, or an agency in brackets follows it; else it is None.
    """
    match = _DATELINE.match(text)
    if match is None:
        return None
    city = match["city"]
    if city.isupper() and len(city) > 2 and match["dash"] != "-":
        return match["place"].strip()
    if match["agency"] and all(word[:1].isupper() for word in re.findall(r"[^\W\d_]+", city)):
        return match["place"].strip()
    return None
