"""Parts the story of a saved text or Markdown file from the blocks around it.

A block is story as a whole or not at all. Others are: header lines, pointers to other stories,
captions, credits, the address at the foot, and front matter.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from store.ingest.story.blocks import Block, Role
from store.ingest.story.furniture import (
    find_address,
    is_address_label,
    is_caption,
    is_credit,
    is_pointer,
)
from store.ingest.story.header import read_header, stands_beside_byline
from store.ingest.story.tables import load_table

# The header of a text lies within this many blocks of its start.
_HEAD_BLOCKS = 8
# The foot of a text lies within this many blocks of its end.
_FOOT_BLOCKS = 8
# A longer block is no headline, in code points.
_HEADLINE_LIMIT = 250
_SENTENCE_ENDS = (".", "。", "…", ";", ":", ",", ".”", '."', ".’", ".»")


def read_saved(
    blocks: Sequence[Block], given: Mapping[str, str]
) -> tuple[dict[str, str], list[Block]]:
    """Returns the fields of the article (`given` ones win) and the blocks of its story."""
    fields = dict(given)
    body = list(blocks)
    _take_foot(body, fields)
    _take_headline(body, fields)
    _take_head(body, fields)
    return fields, _story(body)


def _take_foot(body: list[Block], fields: dict[str, str]) -> None:
    for _ in range(_FOOT_BLOCKS):
        if len(body) < 2:
            return
        last = body[-1]
        address = find_address(last.text) or next(filter(find_address, last.links), None)
        if address and _is_bare_address(last):
            fields.setdefault("url", address)
        elif not (
            last.role in (Role.RULE, Role.IMAGE)
            or is_address_label(last.text)
            or is_pointer(last.text)
            or (
                is_credit(last.text, is_set_apart=last.is_emphasised)
                and last.role is not Role.HEADING
            )
        ):
            return
        body.pop()


def _is_bare_address(block: Block) -> bool:
    """Whether a block is nothing but an address, or a label and an address."""
    return block.is_link or is_address_label(block.text)


def _part_head(body: list[Block]) -> None:
    """Parts the first paragraph where it holds a headline, header lines and story, a line each."""
    block = body[0] if body else None
    if block is None or block.role is not Role.PARAGRAPH:
        return
    lines = block.text.split("\n")
    first = 1 if read_header(lines[0]) is None else 0
    for stop in range(min(len(lines), _HEAD_BLOCKS), first, -1):
        if read_header("\n".join(lines[first:stop])) is not None:
            parts = (lines[:first], lines[first:stop], lines[stop:])
            body[:1] = [replace(block, text="\n".join(part)) for part in parts if part]
            return


def _take_headline(body: list[Block], fields: dict[str, str]) -> None:
    _part_head(body)
    for place, block in enumerate(body[:_HEAD_BLOCKS]):
        if block.role is Role.HEADING:
            if fields.setdefault("headline", block.text) == block.text or block.level == 1:
                del body[place]
            return
        if (
            block.role is Role.PARAGRAPH
            and not _is_aside(block)
            and read_header(block.text) is None
        ):
            if (
                "headline" not in fields
                and place < len(body) - 1
                and _is_headline(block, body[place + 1 :])
            ):
                fields["headline"] = block.text
                del body[place]
                return
            if fields.get("headline") == block.text:
                del body[place]
                return
            if len(block.text) > _HEADLINE_LIMIT:
                return


def _is_headline(block: Block, rest: Sequence[Block]) -> bool:
    if any(other.role is Role.HEADING and other.level == 1 for other in rest[:_HEAD_BLOCKS]):
        return False
    return (
        "\n" not in block.text
        and len(block.text) <= _HEADLINE_LIMIT
        and not block.text.endswith(_SENTENCE_ENDS)
    )


def _take_head(body: list[Block], fields: dict[str, str]) -> None:
    place = 0
    for _ in range(_HEAD_BLOCKS):
        if place >= len(body):
            return
        block = body[place]
        header = (
            read_header(block.text, is_headed="headline" in fields)
            if block.role in (Role.PARAGRAPH, Role.ITEM) and block.text
            else None
        )
        if header is not None:
            for name, value in header.items():
                fields.setdefault(name, value)
            del body[place]
        elif "byline" in fields and _is_between(block, body[place + 1 : place + 2]):
            fields.setdefault("publisher", block.text)
            del body[place]
        else:
            place += 1


def _is_between(block: Block, following: Sequence[Block]) -> bool:
    """Whether a line before another header line may name the publisher."""
    return (
        block.role is Role.PARAGRAPH
        and stands_beside_byline(block.text)
        and any(read_header(other.text) is not None for other in following)
    )


def _story(blocks: Sequence[Block]) -> list[Block]:
    story: list[Block] = []
    is_below_image = is_below_pointer = False
    for block in blocks:
        is_aside = _is_aside(block) or (is_below_image and _is_below_image_only(block))
        is_listed = is_below_pointer and (
            block.is_link or (block.role is Role.ITEM and bool(block.links))
        )
        if block.text and not is_aside and not is_listed:
            story.append(block)
        is_below_image = block.role is Role.IMAGE
        is_below_pointer = is_listed or (
            is_pointer(block.text) and (len(block.text) < 40 or not block.links)
        )
    while story and story[-1].role is Role.HEADING:
        story.pop()
    return story


def _is_aside(block: Block) -> bool:
    """Whether a block is a pointer, a link alone or a marked caption: nowhere a story."""
    if block.role is Role.HEADING:
        return is_pointer(block.text)
    return (
        is_pointer(block.text)
        or (block.is_link and block.role is not Role.QUOTATION)
        or (
            block.is_emphasised
            and is_caption(block.text)
            and not block.text.endswith(_SENTENCE_ENDS)
        )
    )


def _is_below_image_only(block: Block) -> bool:
    return block.role is Role.PARAGRAPH and (
        is_caption(block.text)
        or (block.is_emphasised and len(block.text) <= 300)
        or (
            len(block.text) <= 200
            and not block.text.endswith((*_SENTENCE_ENDS, "!", "?", '"', "”"))
        )
    )


_FENCE = re.compile(
    r"\A\ufeff?\s*(?P<mark>---|\+\+\+)[ \t]*\n(?P<head>.{0,20000}?)\n(?P=mark)[ \t]*(?:\n|\Z)",
    re.DOTALL,
)
_ENTRY = re.compile(r"^(?P<key>[A-Za-z_][\w .-]*?)\s*[:=]\s*(?P<value>.*)$")


def split_front_matter(text: str) -> tuple[dict[str, str], str]:
    """Returns the fields in YAML or TOML front matter, by their names in `Draft`, and the rest.

    Reads flat `key: value` lines and lists of strings only. Without a key between the fences there
    is no front matter: no fields, and the whole text.
    """
    match = _FENCE.match(text)
    if match is None:
        return {}, text
    fields = _field_names()
    found: dict[str, str] = {}
    listed: dict[str, list[str]] = {}
    field: str | None = None
    is_keyed = False
    for line in match["head"].split("\n"):
        entry = _ENTRY.match(line)
        if entry and not line.startswith((" ", "\t", "-")):
            is_keyed = True
            field = fields.get(entry["key"].strip().lower().replace(" ", "_").replace("-", "_"))
            value = _scalar(entry["value"])
            if field and value and field not in found:
                found[field] = value
        elif field and line.strip().startswith("- "):
            listed.setdefault(field, []).append(_scalar(line.strip()[2:].removeprefix("name:")))
    for name, values in listed.items():
        found.setdefault(name, ", ".join(value for value in values if value))
    if found.get("url", "http").partition(":")[0] not in ("http", "https"):
        del found["url"]
    return (found, text[match.end() :]) if is_keyed else ({}, text)


def _scalar(value: str) -> str:
    value = value.strip()
    if value.startswith("[") and value.endswith("]"):
        return ", ".join(_scalar(part) for part in value[1:-1].split(",") if part.strip())
    if len(value) >= 2 and value[0] in "\"'" and value.endswith(value[0]):
        inner = value[1:-1]
        return inner.replace('\\"', '"') if value[0] == '"' else inner.replace("''", "'")
    return "" if value in ("|", ">", "null", "~") else value.partition(" #")[0].strip()


@functools.cache
def _field_names() -> dict[str, str]:
    return {key: field for field, keys in load_table("front_matter").items() for key in keys}
