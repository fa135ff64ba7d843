"""Says how a source ended: read, skipped or failed, and written or not."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from store.model import Draft


class Outcome(StrEnum):
    """The end of one source or article."""

    ADDED = "added"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    SKIPPED = "skipped"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Failed:
    """A broken source, or one broken row of it. `reason` is a sentence for the operator."""

    source: str
    reason: str
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Skipped:
    """A source that is no article, by decision: a captcha page, an empty file, an image."""

    source: str
    reason: str
    url: str | None = None


# A reader yields one of these for each article, and for each source without one.
Read = Draft | Skipped | Failed
