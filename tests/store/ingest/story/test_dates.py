from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.ingest.story.dates import find_date, parse_date, parse_stamp


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("May 3, 2031", "2031-05-03"),
        ("3rd May 2031", "2031-05-03"),
        ("3. Mai 2031, 14.30 Uhr", "2031-05-03T14:30:00"),
        ("3 мая 2031 г.", "2031-05-03"),
        ("le 1er mai 2031 à 12h30", "2031-05-01T12:30:00"),
        ("3 de mayo de 2031", "2031-05-03"),
        ("2031. május 3.", "2031-05-03"),
        ("2031年5月3日 09:05", "2031-05-03T09:05:00"),
        ("٣ مايو ٢٠٣١", "2031-05-03"),
        ("3 พฤษภาคม 2574", "2031-05-03"),
        ("03.05.2031", "2031-05-03"),
        ("13/05/2031", "2031-05-13"),
        ("05/13/2031", "2031-05-13"),
        ("Sat, 03 May 2031 10:00:00 +0200", "2031-05-03T10:00:00+02:00"),
        ("2031-05-03T10:00:00.250Z", "2031-05-03T10:00:00+00:00"),
        ("May 3, 2031 at 5:09 p.m. EST", "2031-05-03T17:09:00-05:00"),
        ("12 a.m., 3 May 2031", "2031-05-03"),
    ],
)
def test_dates_as_papers_print_them_are_read(text: str, iso: str) -> None:
    assert parse_date(text) == iso


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("2016/6/29 15:07:41", "2016-06-29T15:07:41"),
        ("2016.6.29", "2016-06-29"),
        ("Thu, 03 Sep 15 00:01:01 +0200", "2015-09-03T00:01:01+02:00"),
        ("03-Sep-98", "1998-09-03"),
        ("29.06.16", "2016-06-29"),
        ("6/29/16 3:07 PM", "2016-06-29T15:07:00"),
        ("Wed Jun 29 15:07:41 UTC 2016", "2016-06-29T15:07:41+00:00"),
        ("1614938400", "2021-03-05T10:00:00+00:00"),
        ("1614938400123", "2021-03-05T10:00:00+00:00"),
        ("3 мая 2031 г.", "2031-05-03"),
        ("03/04/16", None),
        ("3 Sep 15:30", None),
        ("12345", None),
        (None, None),
    ],
)
def test_dates_as_programs_write_them_are_read(text: str | None, iso: str | None) -> None:
    assert parse_stamp(text) == iso


@pytest.mark.parametrize(
    "text", ["03/04/2031", "31 June 2031", "May 2031", "0001-01-01", "No. 12", ""]
)
def test_no_date_is_better_than_a_wrong_one(text: str) -> None:
    assert parse_date(text) is None


@given(st.dates(date(1700, 1, 1), date(2199, 12, 31)))
def test_every_iso_date_is_itself(day: date) -> None:
    assert parse_date(day.isoformat()) == day.isoformat()
    assert parse_date(day.strftime("%d %B %Y")) == day.isoformat()


@given(st.text(max_size=120))
def test_any_text_is_searched_for_a_date_without_an_error(text: str) -> None:
    dated = find_date(text)
    assert dated is None or date.fromisoformat(dated.iso[:10])


def test_the_words_around_a_date_are_told() -> None:
    dated = find_date("Published on 3 May 2031 by the desk")
    assert dated is not None
    assert (dated.before, dated.after) == ("Published on ", " by the desk")
