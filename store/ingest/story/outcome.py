"""What became of a source that yielded no article."""

from __future__ import annotations

from dataclasses import dataclass


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
