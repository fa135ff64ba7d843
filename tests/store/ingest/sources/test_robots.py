"""robots.txt as RFC 9309 has it."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.ingest.sources.robots import robots_rule

HOST = "https://courier.example"


def may(robots: str, path: str) -> bool:
    return robots_rule(robots, "Pullquote", HOST + path).may_read


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
        # The cases of RFC 9309, 2.2.2 and 2.2.3.
        ("Disallow: /foo/bar?baz=https://foo.bar", "/foo/bar?baz=https%3A%2F%2Ffoo.bar", True),
        ("Disallow: /foo/bar/ツ", "/foo/bar/%E3%83%84", False),
        ("Disallow: /foo/bar/%62%61%7A", "/foo/bar/baz", False),
        ("Disallow: /file-with-a-%2A.html", "/file-with-a-*.html", False),
        ("Disallow: /file-with-a-%2A.html", "/file-with-a-x.html", True),
        ("Disallow: /foo-%24", "/foo-$", False),
        ("Disallow: /foo-%24", "/foo-bar", True),
        ("Disallow: /this/path/exactly$", "/this/path/exactly/", True),
        ("Disallow: /this/*/exactly", "/this/a/b/exactly", False),
        ("Sitemap: https://courier.example/s.xml\nDisallow: /a", "/a", False),
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
    assert robots_rule(robots, "Pullquote", HOST).delay_s == 7.5
    assert not may("User-agent: *\nUser-agent: other\nDisallow: /\n", "/c")


@pytest.mark.parametrize("robots", ["", "<html>no rules</html>", "Disallow: /", "\x00\ufeff:::"])
def test_what_holds_no_rules_for_us_closes_nothing(robots: str) -> None:
    assert may(robots, "/a")


@given(st.text(max_size=300), st.text(max_size=40))
def test_nothing_breaks_the_reading(robots: str, path: str) -> None:
    assert may(f"User-agent: *\nDisallow: {robots}", f"/{path}") in (True, False)


def test_stars_without_end_take_no_time() -> None:
    began = time.monotonic()
    may(f"User-agent: *\nDisallow: /{'*a' * 5_000}*b", f"/{'a' * 50_000}")
    assert time.monotonic() - began < 5


def test_what_is_no_address_is_left_to_the_fetcher() -> None:
    assert robots_rule("User-agent: *\nDisallow: /", "Pullquote", "http://[").may_read
