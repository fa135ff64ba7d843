"""Makes drafts: puts every field into its stored form."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from store.ingest.story.canonical import host_of
from store.ingest.story.dates import YEARS, parse_date
from store.ingest.story.header import find_dateline
from store.ingest.story.normalise import normalise, normalise_line
from store.model import Draft
from store.text.language import credible_language

_ISO = re.compile(r"\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d)?)?")
_LANGUAGE = re.compile(r"[a-z]{2,3}(?=$|[-_])", re.IGNORECASE)


def draft_of(fields: Mapping[str, str], text: str, *, source: str) -> Draft:
    """Makes a draft of `text` and the fields a reader found, by their names in `Draft`.

    Fields may be missing or blank. Dates become ISO 8601, or None if they are no dates. The host of
    the address stands for a missing publisher. A language tag keeps its first part.
    """
    text = normalise(text)
    url = _whole_characters(fields.get("url", "").strip()) or None
    return Draft(
        text=text,
        headline=normalise_line(fields.get("headline", "")),
        url=url,
        byline=_line(fields, "byline"),
        dateline=_line(fields, "dateline") or find_dateline(text),
        published=iso_date(fields.get("published")),
        modified=iso_date(fields.get("modified")),
        publisher=_line(fields, "publisher") or (host_of(url) if url else None),
        language=language_of(fields.get("language")),
        source=_whole_characters(source),
        canonical_url=_whole_characters(fields.get("canonical_url", "").strip()) or None,
    )


def with_credible_language(draft: Draft) -> Draft:
    """The draft with its claimed language, or that of its text: see `credible_language`."""
    return replace(draft, language=credible_language(draft.language, draft.text))


def iso_date(value: str | None) -> str | None:
    """Returns `value` as an ISO 8601 date or date-time, or None if it is no date."""
    if not value:
        return None
    value = value.strip()
    if not _ISO.fullmatch(value):
        return parse_date(value)
    try:
        year = datetime.fromisoformat(value).year
    except ValueError:
        return None
    return value if year in YEARS else None


def language_of(tag: str | None) -> str | None:
    """Returns the primary language of a tag ("pt-BR": "pt"), lower case; else None."""
    match = _LANGUAGE.match(tag.strip()) if tag else None
    return match[0].lower() if match else None


def _whole_characters(text: str) -> str:
    """`text` with lone surrogates (as in odd file names) spelt out."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def _line(fields: Mapping[str, str], name: str) -> str | None:
    return normalise_line(fields.get(name, "")) or None
