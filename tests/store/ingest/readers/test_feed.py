"""Feeds as they come: shared addresses, other charsets, escaping done twice, odd dates."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from store.archive import Archive
from store.errors import ArticleNotFoundError
from store.ingest.outcome import Outcome
from store.ingest.readers.feed import parse_feed, parse_json_feed, read_feed
from store.ingest.readers.walking import read_sources
from store.model import Draft

PAGE = "https://harbour.example/notices"
FOOT = (
    "<p>The harbour board meets on the first Monday of each month in the old customs house, and "
    "everybody who rents a berth may speak there for five minutes.</p>"
) * 14
LAMP = "<p>The lamp of the lighthouse is dark until Friday, the harbour board says.</p>"
SEALS = "<p>Eleven seals were counted on the north mole, three of them young.</p>"
FERRY = "<p>The ferry crosses every ten minutes from the first of June on.</p>"


def item(title: str, words: str, link: str = PAGE, **more: str) -> str:
    told = "".join(f"<{name}>{value}</{name}>" for name, value in more.items())
    return (
        f"<item><title>{title}</title><link>{link}</link>{told}"
        f"<description><![CDATA[{words}]]></description></item>"
    )


def rss(*items: str, declaration: str = '<?xml version="1.0"?>') -> str:
    return (
        f'{declaration}<rss version="2.0"><channel><title>Harbour Board</title>'
        + "".join(items)
        + "</channel></rss>"
    )


def take_in(archive: Archive, folder: Path, *items: str) -> list[Outcome]:
    """Adds a feed file with these items."""
    path = folder / "feed.xml"
    path.write_text(rss(*items), "utf-8")
    return [one.outcome for one in archive.add(read_sources([str(path)], None))]


@pytest.mark.parametrize(
    "labels",
    [
        [{"guid": "n-1"}, {"guid": "n-2"}, {"guid": "n-3"}],
        [{"guid": PAGE}, {"guid": PAGE}, {"guid": PAGE}],
        [{}, {}, {}],
    ],
    ids=["with ids", "with one id for all", "without ids"],
)
@pytest.mark.parametrize("words", [FOOT, ""], ids=["long", "short"])
def test_entries_that_share_an_address_are_articles_of_their_own(
    archive: Archive, tmp_path: Path, labels: list[dict[str, str]], words: str
) -> None:
    told = zip(("Lamp", "Seals", "Ferry"), (LAMP, SEALS, FERRY), labels, strict=True)
    items = [item(title, text + words, **label) for title, text, label in told]
    assert take_in(archive, tmp_path, *items) == [Outcome.ADDED] * 3
    assert take_in(archive, tmp_path, *items) == [Outcome.UNCHANGED] * 3
    assert take_in(archive, tmp_path, *reversed(items)) == [Outcome.UNCHANGED] * 3
    if words and len({label.get("guid") for label in labels}) == len(items):
        assert take_in(archive, tmp_path, items[1]) == [Outcome.UNCHANGED]


def test_an_entry_that_takes_anothers_address_later_pushes_nothing_out(
    archive: Archive, tmp_path: Path
) -> None:
    for number, (title, text) in enumerate((("Lamp", LAMP), ("Seals", SEALS), ("Ferry", FERRY))):
        one = item(title, text + FOOT, guid=f"n-{number}")
        assert take_in(archive, tmp_path, one) == [Outcome.ADDED]
    assert archive.stats()["articles"] == 3


def test_a_story_told_again_under_another_id_is_the_same_article(
    archive: Archive, tmp_path: Path
) -> None:
    assert take_in(archive, tmp_path, item("Lamp", LAMP + FOOT, guid="v1")) == [Outcome.ADDED]
    again = item("Lamp out for a week", LAMP + FERRY + FOOT, guid="v2")
    assert take_in(archive, tmp_path, again) == [Outcome.UPDATED]
    assert archive.get(PAGE).headline == "Lamp out for a week"
    whole = item("Seals instead", SEALS + FERRY + FOOT, guid="v2")
    assert take_in(archive, tmp_path, whole) == [Outcome.UPDATED]
    assert archive.stats()["articles"] == 1


def test_entries_that_differ_by_a_fragment_are_found_and_removed_by_it(
    archive: Archive, tmp_path: Path
) -> None:
    items = [
        item(title, text + FOOT, f"{PAGE}#{title}")
        for title, text in (("lamp", LAMP), ("seals", SEALS), ("ferry", FERRY))
    ]
    assert take_in(archive, tmp_path, *items) == [Outcome.ADDED] * 3
    assert archive.get(f"{PAGE}#seals").headline == "seals"
    archive.remove(f"{PAGE}#seals")
    assert archive.get(f"{PAGE}#ferry").headline == "ferry"
    assert archive.get(PAGE).headline == "lamp"
    assert archive.stats()["articles"] == 2
    with pytest.raises(ArticleNotFoundError):
        archive.get("https://harbour.example/other#seals")


def test_items_of_a_json_feed_that_share_an_address_stay_apart() -> None:
    items = [{"id": str(n), "url": PAGE, "title": f"N{n}", "content_text": "x"} for n in range(3)]
    feed = parse_json_feed(json.dumps({"items": items}))
    assert [(one.key, one.is_shared) for one in feed.entries] == [
        ("0", True),
        ("1", True),
        ("2", True),
    ]


def test_one_entry_listed_twice_shares_its_address_with_nobody() -> None:
    twice = rss(item("Lamp", LAMP, guid="a"), item("Lamp", LAMP, guid="b"))
    assert [one.is_shared for one in parse_feed(twice.encode()).entries] == [False, False]


RUSSIAN = "Смотритель маяка Пётр Зыков сказал, что лампа погасла в пятницу вечером."


@pytest.mark.parametrize("codec", ["cp1251", "koi8-r", "utf-8", "iso8859-5"])
@pytest.mark.parametrize(
    "declaration",
    [
        '\n\n <?xml version="1.0" encoding="{}"?>',
        '<!-- made by hand --><?xml version="1.0" encoding="{}"?>\n',
        '<?xml version="1.0"?>',
        "",
        '<?xml version="1.0" encoding="utf-8"?>',
        '<?xml version="1.0" encoding="windows-1251"?>',
        "<?xml version='1.0' encoding='iso-8859-1'?>",
    ],
)
def test_a_feed_is_read_in_its_charset_whatever_it_declares(codec: str, declaration: str) -> None:
    feed = rss(item("Лампа погасла", f"<p>{RUSSIAN}</p>"), declaration=declaration.format(codec))
    (entry,) = parse_feed(feed.encode(codec)).entries
    assert entry.fields["headline"] == "Лампа погасла"
    assert RUSSIAN in entry.content


@pytest.mark.parametrize(
    "body",
    [
        "<![CDATA[<p>“Too loud,” said Ida Holm.</p>]]>",
        "<![CDATA[&lt;p&gt;&amp;ldquo;Too loud,&amp;rdquo; said Ida Holm.&lt;/p&gt;]]>",
        "&lt;![CDATA[&lt;p&gt;“Too loud,” said Ida Holm.&lt;/p&gt;]]&gt;",
        "<![CDATA[<![CDATA[<p>“Too loud,” said Ida Holm.</p>]]]]><![CDATA[>]]>",
        "&amp;lt;p&amp;gt;“Too loud,” said Ida&amp;amp;nbsp;Holm.&amp;lt;/p&amp;gt;",
        "<![CDATA[<p>&amp;#8220;Too loud,&amp;amp;rdquo; said Ida Holm.</p>]]>",
    ],
)
def test_what_was_escaped_too_often_is_unescaped_as_often(tmp_path: Path, body: str) -> None:
    entry = f"<item><title>A</title><link>{PAGE}</link><description>{body}</description></item>"
    other = item("Other", SEALS)
    path = tmp_path / "feed.xml"
    path.write_text(rss(entry, other), "utf-8")
    texts = [one.text for one in read_sources([str(path)], None) if isinstance(one, Draft)]
    assert texts[0] == "“Too loud,” said Ida Holm."


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        ("Fish &amp;amp; chips &amp;lt;again&amp;gt;", "Fish & chips <again>"),
        ("<![CDATA[The keeper&#8217;s &amp; the lamp]]>", "The keeper’s & the lamp"),
        ("Prices &lt; last year &amp; falling > 3", "Prices < last year & falling > 3"),
        ("<![CDATA[<b>Bold</b> ferry]]>", "Bold ferry"),
    ],
)
def test_a_headline_is_the_words_that_were_meant(title: str, shown: str) -> None:
    feed = rss(f"<item><title>{title}</title><link>{PAGE}</link></item>")
    assert parse_feed(feed.encode()).entries[0].fields["headline"] == shown


def test_dates_as_feeds_write_them() -> None:
    stamps = ["2016/6/29 15:07:41", "Thu, 03 Sep 15 00:01:01 +0200", "1614938400"]
    feed = rss(*(item("A", LAMP, f"{PAGE}/{n}", pubDate=one) for n, one in enumerate(stamps)))
    assert [one.fields["published"] for one in parse_feed(feed.encode()).entries] == [
        "2016-06-29T15:07:41", "2015-09-03T00:01:01+02:00", "2021-03-05T10:00:00+00:00",
    ]  # fmt: skip


def test_a_large_feed_is_read_as_a_small_one_is() -> None:
    items = [item(f"N{number}", LAMP, f"{PAGE}/{number}") for number in range(1_100)]
    data = rss(*items).encode()
    assert read_feed(data, PAGE) == parse_feed(data, PAGE)
