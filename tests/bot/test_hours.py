"""When a chat is told: what people write, and the wall clock through the year."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.hours import (
    APART_S,
    LONGEST_S,
    SETTLE_S,
    Digest,
    Quiet,
    find_zone,
    is_due,
    last_moment,
    load_digest,
    load_quiet,
    next_moment,
    parse_digest,
    parse_quiet,
    zone_of,
)
from bot.reply.phrases import hour_words

BERLIN = ZoneInfo("Europe/Berlin")
MORNING = Digest(8 * 60)

digests = st.builds(Digest, st.integers(0, 1439), st.none() | st.integers(0, 6))
quiets = st.builds(Quiet, st.integers(0, 1439), st.integers(0, 1439))
zones = st.sampled_from(("Europe/Berlin", "America/New_York", "Asia/Kolkata", "UTC+05:30", "UTC"))
moments = st.floats(1_700_000_000, 1_900_000_000)


def _at(text: str) -> float:
    return datetime.fromisoformat(text).timestamp()


@pytest.mark.parametrize(
    ("text", "digest"),
    [
        ("daily 08:00", Digest(480)),
        ("daily", Digest(480)),
        ("every day at 7", Digest(420)),
        ("8 pm", Digest(1200)),
        ("18h30", Digest(1110)),
        ("20h", Digest(1200)),
        ("weekly Mon 08:00", Digest(480, 0)),
        ("Friday", Digest(480, 4)),
        ("weekly", Digest(480, 0)),
        ("täglich 7:30", Digest(450)),
        ("wöchentlich Freitag 18 Uhr", Digest(1080, 4)),
        ("еженедельно вс 9:00", Digest(540, 6)),
        ("cada día a las 9", Digest(540)),
        ("25:00", None),
        ("8:75", None),
        ("daily 8:00 9:00", None),
        ("13 pm", None),
        ("whenever", None),
        ("", None),
    ],
)
def test_a_digest_is_understood_as_people_write_it(text: str, digest: Digest | None) -> None:
    assert parse_digest(text, hour_words()) == digest


@pytest.mark.parametrize(
    ("text", "quiet"),
    [
        ("22:00-07:00", Quiet(1320, 420)),
        ("22-7", Quiet(1320, 420)),
        ("from 10 pm to 7 am", Quiet(1320, 420)),
        ("13:00 – 15:00", Quiet(780, 900)),
        ("22:00", None),
        ("22-22", None),
        ("1-2-3", None),
        ("always", None),
    ],
)
def test_quiet_hours_are_understood_as_people_write_them(text: str, quiet: Quiet | None) -> None:
    assert parse_quiet(text) == quiet


@pytest.mark.parametrize(
    ("text", "zone"),
    [
        ("Europe/Berlin", "Europe/Berlin"),
        ("berlin", "Europe/Berlin"),
        ("New York", "America/New_York"),
        ("UTC+3", "UTC+03:00"),
        ("-05:30", "UTC-05:30"),
        ("utc", "UTC"),
        ("hometown", "Europe/Paris"),
        ("Nowhere", None),
        ("UTC+15", None),
        ("+3:99", None),
        ("", None),
    ],
)
def test_a_time_zone_is_found_by_city_and_offset(text: str, zone: str | None) -> None:
    assert find_zone(text, {"hometown": "Europe/Paris"}) == zone
    if zone is not None:
        assert find_zone(zone, {}) == zone


def test_a_zone_that_is_there_no_more_is_utc() -> None:
    assert zone_of("Europe/Atlantis") is zone_of("") is UTC


@given(digests, quiets)
def test_hours_survive_being_kept(digest: Digest, quiet: Quiet) -> None:
    assert load_digest(digest.dump()) == digest
    assert load_quiet(quiet.dump()) == quiet
    assert load_digest("") is load_quiet("") is None


@given(digests, zones, moments)
def test_the_digest_that_was_last_due_and_the_next_lie_around_now(
    digest: Digest, zone: str, now: float
) -> None:
    last = last_moment(digest, zone_of(zone), now)
    following = next_moment(digest, zone_of(zone), now)
    assert last <= now < following
    days = (following - last) / 86400
    assert abs(days - (1 if digest.weekday is None else 7)) < 0.1


def test_a_digest_comes_at_the_same_hour_in_winter_and_in_summer() -> None:
    for day in ("2026-03-28", "2026-03-29", "2026-10-24", "2026-10-25"):
        now = datetime.fromisoformat(f"{day}T12:00").replace(tzinfo=BERLIN).timestamp()
        told = datetime.fromtimestamp(last_moment(MORNING, BERLIN, now), BERLIN)
        assert f"{told:%Y-%m-%d %H:%M}" == f"{day} 08:00"


def test_a_time_the_clocks_leave_out_comes_later_and_one_they_repeat_comes_once() -> None:
    night = Digest(2 * 60 + 30)
    spring, autumn = _at("2026-03-29T12:00+02:00"), _at("2026-10-25T12:00+01:00")
    assert last_moment(night, BERLIN, spring) == _at("2026-03-29T03:30+02:00")
    assert last_moment(night, BERLIN, autumn) == _at("2026-10-25T02:30+02:00")
    assert next_moment(night, BERLIN, _at("2026-10-25T02:30+02:00")) == _at(
        "2026-10-26T02:30+01:00"
    )


def _due(now: float, first: float, last: float | None = None, told: float = 0.0, **hours) -> bool:
    arranged = {"zone": BERLIN, "digest": None, "quiet": None} | hours
    last = first if last is None else last
    return is_due(first_s=first, last_s=last, told_s=told, now_s=now, **arranged)


def test_what_comes_together_waits_until_nothing_more_comes_but_not_for_ever() -> None:
    now = _at("2026-09-21T12:00+02:00")
    assert not _due(now, now - SETTLE_S + 1)
    assert _due(now, now - SETTLE_S)
    assert not _due(now, now - SETTLE_S, now - 1)
    assert _due(now, now - LONGEST_S, now - 1)
    assert not _due(now, now - SETTLE_S, told=now - APART_S + 1)


def test_a_digest_comes_once_its_time_has_passed_also_after_a_stop() -> None:
    found = _at("2026-09-21T07:00+02:00")
    assert not _due(_at("2026-09-21T07:59:59+02:00"), found, digest=MORNING)
    assert _due(_at("2026-09-21T08:00+02:00"), found, digest=MORNING)
    assert _due(_at("2026-09-21T19:00+02:00"), found, digest=MORNING)
    assert not _due(_at("2026-09-22T07:00+02:00"), _at("2026-09-21T08:01+02:00"), digest=MORNING)


def test_at_night_nothing_is_told_but_a_digest() -> None:
    quiet = Quiet(22 * 60, 7 * 60)
    found = _at("2026-09-21T22:30+02:00")
    assert not _due(_at("2026-09-21T23:00+02:00"), found, quiet=quiet)
    assert not _due(_at("2026-09-22T06:59+02:00"), found, quiet=quiet)
    assert _due(_at("2026-09-22T07:00+02:00"), found, quiet=quiet)
    assert _due(_at("2026-09-22T06:30+02:00"), found, quiet=quiet, digest=Digest(6 * 60))
