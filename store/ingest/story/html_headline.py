"""Which of a page's titles is the headline, and which part of a title is the publisher's name."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rapidfuzz import fuzz

_JOINT = re.compile(r"\s+[|–—\-·•»:]+\s+|\s*\|\s*")
_JOINT_MARKS = " |–—-·•»:"
_ALIKE = 70
_SAME = 85
_HOST_LIKE = 80
_SHORTEST_HOST = 4
# The words of a headline, short ones left out, that another wording of it has too.
_SHARED = 2
# A window's title of fewer characters says nothing.
_SHORTEST_TITLE = 10
_SHARED_PART = 0.4
_WORDS = re.compile(r"\w{4,}")
# A name is at most this many times as long as the host that abbreviates it.
_LONGEST_NAME = 3


def choose_headline(
    visible: Sequence[str], claims: Sequence[str], title: str, publisher: str
) -> str:
    """The headline readers saw, where a claim of the page's metadata bears it out.

    `visible` are the texts of its h1 elements, `claims` those of its metadata by their standing,
    best first, and `title` is what its window is called, which often says less, or more.
    """
    bare = [
        claim for claim in (bare_title(claim, publisher) for claim in (*claims, title)) if claim
    ]
    shown = [words for words in visible if 0 < len(words) <= 300]
    for words in shown:
        if any(_is_alike(words, claim) for claim in bare):
            return words
    for words in shown:
        if any(_shares_words(words, claim) for claim in bare):
            return words
    has_claims = any(bare_title(claim, publisher) for claim in claims)
    if len(shown) == 1 and not has_claims and _may_say_more(shown[0], title, publisher):
        return shown[0]
    if bare:
        return bare[0]
    return shown[0] if len(shown) == 1 else ""


def _shares_words(words: str, claim: str) -> bool:
    """Whether a line has so many of a claim's words that it is another wording of it."""
    ours, theirs = ({*_WORDS.findall(text.casefold())} for text in (words, claim))
    shared = len(ours & theirs)
    return shared >= _SHARED and shared >= _SHARED_PART * len(ours)


def _may_say_more(words: str, title: str, publisher: str) -> bool:
    """Whether a line may be the headline of which the title is a part, or a mere label.

    It is none where it is the publisher's name, as that is said or as it ends the title.
    """
    names = [publisher, *_JOINT.split(title)[1:]]
    if any(fuzz.ratio(words.casefold(), name.casefold()) >= _SAME for name in names if name):
        return False
    shared = {*_WORDS.findall(words.casefold())} & {*_WORDS.findall(title.casefold())}
    return bool(shared) or len(title) < _SHORTEST_TITLE


def bare_title(title: str, publisher: str) -> str:
    """A page title without the publisher's name at either end."""
    title = " ".join(title.split())
    parts = _JOINT.split(title)
    if len(parts) < 2:
        return title
    if publisher and fuzz.ratio(parts[-1].casefold(), publisher.casefold()) >= _SAME:
        return title[: title.rfind(parts[-1])].rstrip(_JOINT_MARKS)
    if publisher and fuzz.ratio(parts[0].casefold(), publisher.casefold()) >= _SAME:
        return title[len(parts[0]) :].lstrip(_JOINT_MARKS)
    longest = max(parts, key=len)
    return longest if "|" in title and len(longest) > 20 else title


def publisher_in_title(title: str, host: str) -> str:
    """The end of a page title that is like its host's name, or an empty string."""
    parts = _JOINT.split(" ".join(title.split()))
    ends = [parts[-1], parts[0]] if len(parts) > 1 else []
    label = max(host.split("."), key=len)
    return next(
        (
            end
            for end in ends
            if likeness(end, host) >= _HOST_LIKE and len(end) <= _LONGEST_NAME * len(label)
        ),
        "",
    )


def likeness(name: str, host: str) -> int:
    """How like a publisher's name and its host are, from 0 to 100."""
    label = max(host.split("."), key=len)
    compact = "".join(filter(str.isalnum, name.casefold()))
    if min(len(label), len(compact)) < _SHORTEST_HOST:
        return 100 if label and label == compact else 0
    return int(fuzz.partial_ratio(compact, label))


def _is_alike(words: str, claim: str) -> bool:
    words, claim = words.casefold(), claim.casefold()
    shorter, longer = sorted((words, claim), key=len)
    return fuzz.ratio(words, claim) >= _ALIKE or (
        len(shorter) >= 20
        and len(shorter) * 3 > len(longer)
        and longer.startswith(shorter.rstrip("…. "))
    )
