"""Published dates and date-times on one line, whatever zone they were written in.

SQL has the same by SQLite's julianday(), for which there is an index.
"""

from __future__ import annotations

from datetime import UTC, datetime


def instant(iso: str | None) -> float | None:
    """The moment of an ISO 8601 date or date-time, in seconds since 1970; None without one.

    What names no zone is taken for UTC, as SQLite takes it.
    """
    try:
        moment = datetime.fromisoformat(iso or "")
    except ValueError:
        return None
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()


def by_age(iso: str | None) -> float:
    """Gives a key to sort by: the newest is largest, the undated smallest."""
    moment = instant(iso)
    return float("-inf") if moment is None else moment
