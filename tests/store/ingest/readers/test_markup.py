"""HTML in fields is told from text about HTML, and escaping comes off as it went on."""

from __future__ import annotations

import pytest

from store.ingest.readers.markup import is_html, plain_line, plain_markup


@pytest.mark.parametrize(
    "field",
    [
        "<p>Rain.</p>", "Rain.<br>Sun.", "Rain <em>again</em>.", "<p>Rain", "a <a href='x'>b</a>",
    ],
)  # fmt: skip
def test_elements_make_html(field: str) -> None:
    assert is_html(field)


@pytest.mark.parametrize(
    "field", ["Rain.", "Use the <b> tag.", "1 < 2 > 1", "<https://rain.example/> says", "<again>"]
)
def test_signs_alone_make_none(field: str) -> None:
    assert not is_html(field)


@pytest.mark.parametrize(
    "markup",
    [
        "<p>Use &lt;b&gt;bold&lt;/b&gt; here.</p>",
        "Use &lt;b&gt; here.",
        "<p>Write <code>&amp;nbsp;</code>.</p>",
        "<pre>&lt;p&gt;Rain&lt;/p&gt;</pre>",
        "<p>Below &lt; 40 crowns, AT&amp;T says.</p>",
    ],
)
def test_tags_and_entities_that_are_shown_stay_shown(markup: str) -> None:
    assert plain_markup(markup) == markup


def test_many_open_tags_cost_no_more_than_few() -> None:
    for bad in ("<p" * 50_000, "<b>" * 50_000, "&lt;p&gt;" * 50_000, "&amp;" * 50_000):
        assert plain_line(bad) is not None
        assert plain_markup(bad) is not None
        assert is_html(bad) in (True, False)
