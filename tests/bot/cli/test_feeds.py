"""`pullquote feeds` and `pullquote refresh`, and the job that keeps a running bot fresh."""

from __future__ import annotations

import asyncio
import json
import logging
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from bot.cli.main import main
from bot.service.refreshing import refresh_job
from store.archive import Archive, open_store
from tests.fakes.web import Web, serving

STORY = "<p>The lamp of the lighthouse went dark on Friday night, the harbour office said.</p>" * 30


@pytest.fixture
def web(monkeypatch: pytest.MonkeyPatch) -> Iterator[Web]:
    monkeypatch.setenv("PULLQUOTE_ALLOW_PRIVATE_ADDRESSES", "true")
    with serving() as running:
        yield running


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    return tmp_path / "archive.db"


def rss(*numbers: int) -> str:
    items = "".join(
        f"<item><title>Lamp {number}</title><guid>lamp-{number}</guid>"
        f"<description><![CDATA[<p>Lamp {number}.</p>{STORY}]]></description></item>"
        for number in numbers
    )
    return f"<rss version='2.0'><channel><title>Courier</title>{items}</channel></rss>"


def told(
    archive: Path, *command: str, capsys: pytest.CaptureFixture[str]
) -> tuple[int, list[dict[str, Any]], str]:
    """Run a command as JSON: the exit status, the objects, and what is said beside them."""
    status = main(["--archive", str(archive), "--json", *command])
    out, err = capsys.readouterr()
    return status, [json.loads(line) for line in out.splitlines()], err


def test_feeds_are_added_listed_refreshed_and_removed(
    archive: Path, web: Web, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    good, gone = web.page("/good", rss(1, 2)), web.page("/gone", "", status=410)
    (tmp_path / "feeds.opml").write_text(
        f"<opml version='2.0'><body><outline type='rss' xmlUrl='{gone}'/></body></opml>"
    )
    status, each, _ = told(
        archive, "feeds", "add", good, str(tmp_path / "feeds.opml"), good, capsys=capsys
    )
    assert (status, [one["outcome"] for one in each]) == (0, ["added", "added", "unchanged"])
    status, each, said = told(archive, "refresh", capsys=capsys)
    assert status == 0
    assert [one["outcome"] for one in each if "outcome" in one] == ["added", "added"]
    assert each[-1] | {"took_s": 0} == {
        "added": 2, "updated": 0, "unchanged": 0, "skipped": 0, "failed": 0, "feeds": 2, "took_s": 0
    }  # fmt: skip
    assert "410" in said
    _, each, _ = told(archive, "feeds", capsys=capsys)
    assert [(one["url"], one["state"], one["entries"]) for one in each] == [
        (good, "followed", 2),
        (gone, "gone", 0),
    ]
    assert each[0]["due"].endswith("Z")
    assert (each[1]["due"], "410" in each[1]["reason"]) == (None, True)
    status, each, _ = told(archive, "feeds", "remove", gone, capsys=capsys)
    assert (status, each) == (0, [{"url": gone, "outcome": "removed"}])
    assert len(told(archive, "feeds", "list", capsys=capsys)[1]) == 1


def test_refresh_asks_what_is_due_and_with_force_the_rest(
    archive: Path, web: Web, capsys: pytest.CaptureFixture[str]
) -> None:
    told(archive, "feeds", "add", web.page("/feed", rss(1)), capsys=capsys)
    assert told(archive, "refresh", capsys=capsys)[1][-1]["feeds"] == 1
    web.page("/feed", rss(1, 2))
    assert told(archive, "refresh", capsys=capsys)[1][-1]["feeds"] == 0
    assert told(archive, "refresh", "--force", capsys=capsys)[1][-1]["added"] == 1


def test_a_refresh_that_reached_no_feed_is_status_1(
    archive: Path, web: Web, capsys: pytest.CaptureFixture[str]
) -> None:
    told(archive, "feeds", "add", web.at("/none"), capsys=capsys)
    status, each, said = told(archive, "refresh", capsys=capsys)
    assert (status, each[0]["feed"], each[0]["state"]) == (1, "failing", "failing")
    assert "404" in said


def test_a_dry_refresh_shows_what_is_new_and_remembers_nothing(
    archive: Path, web: Web, capsys: pytest.CaptureFixture[str]
) -> None:
    told(archive, "feeds", "add", web.page("/feed", rss(1), ETag='"1"'), capsys=capsys)
    for _ in range(2):
        status, each, _ = told(archive, "refresh", "--dry-run", capsys=capsys)
        assert (status, each[0]["outcome"], each[0]["kind"]) == (0, "added", "a feed")
    with opened(archive) as store:
        assert store.stats()["articles"] == 0
        assert store.feeds.all()[0].asked_at is None


def test_without_feeds_there_is_nothing_to_refresh_and_the_way_to_change_that_is_told(
    archive: Path, web: Web, capsys: pytest.CaptureFixture[str]
) -> None:
    status, each, said = told(archive, "refresh", capsys=capsys)
    assert (status, len(each), "feeds add" in said) == (0, 1, True)


@pytest.mark.parametrize(
    ("what", "why"),
    [
        ("ftp://courier.example/feed", "http"),
        ("none.opml", "cannot be read"),
        ("note.txt", "OPML"),
        ("http://desk:secret@courier.example/", "password"),
    ],
)
def test_what_cannot_be_followed_is_refused_with_a_reason(
    archive: Path,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    what: str,
    why: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("note.txt").write_text("The lamp went dark.")
    status, (one,), said = told(archive, "feeds", "add", what, capsys=capsys)
    assert (status, one["outcome"]) == (1, "failed")
    assert why in one["reason"]
    assert why in said


@pytest.mark.parametrize("command", [["feeds", "add"], ["feeds", "list", "x"], ["feeds", "remove"]])
def test_feeds_without_what_it_needs_is_wrong_usage(archive: Path, command: list[str]) -> None:
    assert main(["--archive", str(archive), *command]) == 2


def test_removing_what_is_not_followed_is_status_1(
    archive: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status, each, said = told(archive, "feeds", "remove", "https://a.example/f", capsys=capsys)
    assert (status, each, "a.example" in said) == (1, [], True)


def test_a_feed_that_is_added_once_hints_at_following_it(
    archive: Path, web: Web, capsys: pytest.CaptureFixture[str]
) -> None:
    url = web.page("/feed", rss(1))
    _, _, said = told(archive, "add", url, capsys=capsys)
    assert f"pullquote feeds add {url}" in said


def test_the_list_reads_well_to_a_person(
    archive: Path, web: Web, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["--archive", str(archive), "feeds", "add", web.page("/feed", rss(1)), web.at("/none")])
    main(["--archive", str(archive), "refresh"])
    main(["--archive", str(archive), "feeds"])
    out, _ = capsys.readouterr()
    assert "(Courier)" in out
    assert "1 entries" not in out
    assert "404" in out


async def until(condition: Any) -> None:
    async with asyncio.timeout(60):
        while not condition():
            await asyncio.sleep(0.05)


def opened(path: Path) -> closing[Archive]:
    return closing(open_store(path))


async def test_the_job_takes_in_what_is_due_without_holding_up_the_loop(
    archive: Path, web: Web, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "bot.service.refreshing")
    with opened(archive) as store:
        store.feeds.follow(web.page("/feed", rss(*range(40))), int(time.time()))
        job = asyncio.create_task(refresh_job(store, 0.001)())
        await until(lambda: "feeds refreshed: added: 40, feeds: 1" in caplog.text)
        job.cancel()
        await asyncio.gather(job, return_exceptions=True)
        assert store.stats()["articles"] == 40


async def test_a_bot_that_stops_leaves_no_pass_behind(archive: Path, web: Web) -> None:
    asked = []

    def silent(request: Any) -> None:
        asked.append(request.path)
        time.sleep(3)

    web.pages["/feed"] = silent
    with opened(archive) as store:
        store.feeds.follow(web.at("/feed"), int(time.time()))
        job = asyncio.create_task(refresh_job(store, 0.001)())
        await until(lambda: asked)
        job.cancel()
        async with asyncio.timeout(10):
            await asyncio.gather(job, return_exceptions=True)
        (feed,) = store.feeds.all()
        assert feed.asked_at is None
