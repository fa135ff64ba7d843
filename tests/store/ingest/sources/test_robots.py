"""robots.txt as RFC 9309 has it."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.ingest.sources.robots import Rules, fits, parse_robots

HOST = "https://courier.example"


def may(robots: str, path: str) -> bool:
    return parse_robots(robots, "Pullquote").may_read(HOST + path)


@pytest.mark.parametrize(
    ("lines", "path", "may_read"),
    [
        ("Disallow: /private/", "/private/a", False),
        ("Disallow: /private/", "/public", True),
        ("Disallow: /", "/", False),
        ("Disallow: /", "", False),
        ("Disallow:", "/a", True),
        ("Disallow: /a\nAllow: /a/b", "/a/b/c", True),
        ("Allow: /a\nDisallow: /a/b", "/a/b/c", False),
        ("Disallow: /a\nAllow: /a", "/a", True),
        ("Disallow: /*?print=", "/a?print=1", False),
        ("Disallow: /*?print=", "/a?page=1", True),
        ("Disallow: /*.pdf$", "/a.pdf", False),
        ("Disallow: /*.pdf$", "/a.pdf.html", True),
        ("Disallow: /b%C3%BCro", "/büro", False),
        ("Disallow: /%7Edesk", "/~desk/a", False),
        ("disallow : /a # the desk", "/a", False),
        ("Disallow /a", "/a", True),
    ],
)
def test_the_longest_pattern_that_fits_decides(lines: str, path: str, may_read: object) -> None:
    assert may(f"User-agent: *\n{lines}\n", path) is may_read


def test_our_own_group_goes_before_everybodys() -> None:
    robots = (
        "User-agent: *\nDisallow: /\n\nUser-agent: other\nUser-agent: PullQuote\nDisallow: /a\n"
        "\nUser-agent: pullquote/2.0\nDisallow: /b\nCrawl-delay: 7.5\n"
    )
    assert [may(robots, path) for path in ("/a", "/b", "/c")] == [False, False, True]
    assert parse_robots(robots, "Pullquote").delay_s == 7.5
    assert not may("User-agent: *\nUser-agent: other\nDisallow: /\n", "/c")


@pytest.mark.parametrize("robots", ["", "<html>no rules</html>", "Disallow: /", "\x00\ufeff:::"])
def test_what_holds_no_rules_for_us_closes_nothing(robots: str) -> None:
    assert may(robots, "/a")


@given(st.text(max_size=300), st.text(max_size=40))
def test_nothing_breaks_the_reading(robots: str, path: str) -> None:
    assert may(f"User-agent: *\nDisallow: {robots}", f"/{path}") in (True, False)


@given(
    st.text("ab*$/", max_size=8).map(lambda text: text.rstrip("$") + text[-1:]),
    st.text("ab/", max_size=12),
)
def test_a_pattern_fits_as_a_regular_expression_would(pattern: str, path: str) -> None:
    expression = ".*".join(map(re.escape, pattern.removesuffix("$").split("*")))
    match = re.fullmatch if pattern.endswith("$") else re.match
    expected = match(expression, path) is not None
    assert fits(pattern, path) is expected


def test_stars_without_end_take_no_time() -> None:
    rules = Rules((("/" + "*a" * 5_000 + "*b", False),))
    assert rules.may_read(f"{HOST}/{'a' * 50_000}")
