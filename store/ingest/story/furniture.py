"""Recognises furniture by its words: pointers, credits, captions, addresses, labels."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass

from store.ingest.story.tables import load_table

_LABELLED = re.compile(r"^(?P<label>[^\n:：]{2,40}?)\s*[:：]\s*(?P<value>\S[^\n]*)$")
_ADDRESS = re.compile(r"https?://[^\s<>\"'\]]+[^\s<>\"'\].,;:!?)]")
_MAIL_ADDRESS = re.compile(r"[\w.+-]+@[\w-]+\.[\w.]+")
_COPYRIGHT = re.compile(
    r"(?:copyright|©|\(c\))\s[^.\n]{0,80}(?<!\d)(?:19|20)\d\d(?!\d)", re.IGNORECASE
)
_QUOTED = re.compile(r"[\"“”„«»「」]")
_NAME = r"[^\W\d_a-z][\w'’.-]*"
# A longer block is no pointer to another story, in code points.
_POINTER_LIMIT = 200
# A longer block is no mere label, in code points.
_LABEL_LIMIT = 40
# A longer block is no offer of a paywall, in code points.
_WALL_LIMIT = 300


@dataclass(frozen=True, slots=True)
class _Furniture:
    """The table of furniture words, compiled. See `data/furniture.toml`."""

    related: re.Pattern[str]
    address: re.Pattern[str]
    labels: dict[str, str]
    byline: re.Pattern[str]
    credit: re.Pattern[str]
    credit_start: re.Pattern[str]
    wall: re.Pattern[str]
    appeal: re.Pattern[str]
    appeal_start: re.Pattern[str]
    invitation: re.Pattern[str]
    mail: re.Pattern[str]
    caption: re.Pattern[str]
    caption_start: re.Pattern[str]
    job: re.Pattern[str]
    job_around: re.Pattern[str]
    bylined_publisher: re.Pattern[str]
    no_name: re.Pattern[str]
    tags: re.Pattern[str]
    comments: re.Pattern[str]


def is_pointer(text: str) -> bool:
    """Whether `text` points to another story ("Related article: …") or marks an ad."""
    return len(text) <= _POINTER_LIMIT and furniture().related.match(text) is not None


def is_wall(text: str) -> bool:
    """Whether `text` begins the offer of a paywall ("Subscribe to continue reading")."""
    return len(text) <= _WALL_LIMIT and furniture().wall.match(text) is not None


def is_credit(text: str, *, is_set_apart: bool) -> bool:
    """Whether a block near the end credits the work.

    `is_set_apart`: the whole block is in italics or bold. Brackets around it count the same.
    """
    if len(text) > 400:
        return False
    if furniture().credit_start.match(text) or _COPYRIGHT.match(text):
        return True
    is_set_apart = is_set_apart or (text[:1] in "([—–" and text[-1:] in ")].")
    return is_set_apart and furniture().credit.search(text) is not None


def is_appeal(text: str) -> bool:
    """Whether a block at the end appeals to the reader or says how to reach a reporter."""
    if len(text) > 250:
        return False
    table = furniture()
    if table.appeal_start.match(text) or table.appeal.search(text) or _MAIL_ADDRESS.search(text):
        return True
    return not _QUOTED.search(text) and table.invitation.match(text) is not None


def is_job(text: str) -> bool:
    """Whether a piece of a byline is a job and no name ("Chief Political Correspondent")."""
    return furniture().job.fullmatch(text.strip(" .,()")) is not None


def without_jobs(names: str) -> str:
    """Removes jobs and invitations beside names ("Jane Doe, Staff Writer"), if names are left."""
    parts = [_without_job(part) for part in names.split(", ")]
    people = [part for part in parts if not is_job(part) and not names_nobody(part)]
    return ", ".join(people) if people else names


def _without_job(name: str) -> str:
    bare = furniture().job_around.sub("", name)
    return bare if " " in bare else name


def is_bylined_publisher(text: str) -> bool:
    """Whether a piece of a byline names a publisher or an agency ("Associated Press")."""
    return furniture().bylined_publisher.search(text) is not None


def names_nobody(text: str) -> bool:
    """Whether a piece of a byline invites, dates or labels ("Email the author", "Updated")."""
    return furniture().no_name.match(text) is not None


def is_tags_label(text: str) -> bool:
    """Whether a block is the label of a story's tags, or the label and the tags."""
    return len(text) <= _POINTER_LIMIT and furniture().tags.match(text) is not None


def is_comments_label(text: str) -> bool:
    """Whether a block names the place for comments, perhaps with their number."""
    return len(text) <= _LABEL_LIMIT and furniture().comments.match(text) is not None


def is_mail_notice(text: str) -> bool:
    """Whether a short line belongs to the mail program, not the letter ("Unsubscribe")."""
    return len(text) <= 300 and furniture().mail.search(text) is not None


def is_caption(text: str) -> bool:
    """Whether a short block bears the signs of a picture's caption or credit."""
    if len(text) > 300:
        return False
    table = furniture()
    return bool(table.caption_start.match(text) or table.caption.search(text))


def find_address(text: str) -> str | None:
    """Returns the first http(s) address in `text`, or None."""
    match = _ADDRESS.search(text)
    return match[0] if match else None


def is_address_label(text: str) -> bool:
    """Whether `text` is nothing but addresses and a label ("Original url:")."""
    bare = _ADDRESS.sub("", text).strip(" <>()[]\n.,")
    return not bare or furniture().address.fullmatch(bare) is not None


def labelled(line: str) -> tuple[str, str] | None:
    """Returns the field and value of a header line ("Author: Jane Doe"), else None."""
    match = _LABELLED.match(line)
    if match is None:
        return None
    field = furniture().labels.get(match["label"].strip().casefold())
    return (field, match["value"].strip()) if field else None


def find_byline(line: str) -> str | None:
    """Returns the names in a line that is a byline and no more ("By Jane Doe"), else None."""
    match = furniture().byline.fullmatch(line.strip())
    return match["names"].strip(" .,") if match else None


@functools.cache
def furniture() -> _Furniture:
    """Returns the compiled table; reads it once."""
    table = load_table("furniture")
    names = (
        rf"{_NAME}(?:\s+(?:{_NAME}|de|da|do|van|von|der|den|del|la|le|al|bin|ben|y|e|zu)){{0,5}}"
    )
    joint = r"(?:\s*,\s*|\s*,?\s+(?:and|und|et|y|e|i|en|och|og|и|та|ve|ja)\s+|\s*&\s*)"
    several = rf"{names}(?:{joint}{names}){{0,5}}"
    # After the last name: an agency or a job ("Jane Doe, Associated Press", "…, Staff Writer").
    several += r"(?:\s*[,/(]\s*[^\n.]{2,50})?"
    labels = {
        label: field for field, entries in table["label"].items() for label in entries
    } | dict.fromkeys(table["address"], "url")
    modifiers = _alternation(table["byline"]["job_modifiers"])
    job = rf"(?:(?:{modifiers})\s+){{0,3}}(?:{_alternation(table['byline']['jobs'])})"
    return _Furniture(
        related=_starting(table["related"], r"\s*(?:[:：»>→|…-]|$|\n)"),
        address=_starting(table["address"], r"\s*(?:[:：\n]\s*.{0,40})?", flags=re.DOTALL),
        labels=labels,
        byline=re.compile(
            rf"(?i:{_alternation(table['byline']['openers'])})(?:\s*[:：]\s*|\s+)(?P<names>{several})"
        ),
        credit=_holding(table["credit"]["anywhere"]),
        credit_start=_starting([*table["credit"]["start"]], "", lead=r"[(\[—–*\s]{0,3}"),
        wall=_starting(table["wall"]["start"], r"(?!\w)"),
        appeal=_holding(table["appeal"]["anywhere"]),
        appeal_start=_starting(table["appeal"]["start"], r"(?!\w)"),
        invitation=_starting(
            table["appeal"]["verbs"], rf"\b.*(?:{_alternation(table['appeal']['networks'])})"
        ),
        mail=_holding(table["mail"]["anywhere"]),
        caption=_holding(table["caption"]["anywhere"]),
        caption_start=_starting(table["caption"]["start"], r"\s*[:：/|]"),
        job=re.compile(
            rf"(?:[^\W\d_][\w’'./&-]*\s+){{0,4}}(?:{_alternation(table['byline']['jobs'])})"
            r"(?:[-\s](?:in[-\s]chief|at|for|in|of|on|to|bei|der|im|für|de|du|des|au|à|del|di|da|do)(?![\w’']).{0,60})?",
            re.IGNORECASE,
        ),
        job_around=re.compile(
            rf"^(?i:{job})[\s:]+(?={_NAME}\s+{_NAME})|(?<=\w)\s+(?:[–—-]\s+)?(?i:{job})$"
        ),
        bylined_publisher=_holding(table["byline"]["publishers"]),
        no_name=_starting(table["byline"]["no_names"], r"(?![\w-])"),
        tags=_starting(table["foot"]["tags"], r"\s*(?:[:：]|$)"),
        comments=_starting(table["foot"]["comments"], r"\W*(?:\d+\W*)?$"),
    )


def _alternation(entries: list[str]) -> str:
    return "|".join(re.escape(entry) for entry in sorted(entries, key=len, reverse=True))


def _starting(
    entries: list[str], tail: str, *, lead: str = r"[\W_]{0,4}", flags: int = 0
) -> re.Pattern[str]:
    return re.compile(rf"{lead}(?:{_alternation(entries)}){tail}", re.IGNORECASE | flags)


def _holding(entries: list[str]) -> re.Pattern[str]:
    words = [
        (r"(?<!\w)" if entry[0].isalnum() else "")
        + re.escape(entry)
        + (r"(?!\w)" if entry[-1].isalnum() else "")
        for entry in sorted(entries, key=len, reverse=True)
    ]
    return re.compile("|".join(words), re.IGNORECASE)
