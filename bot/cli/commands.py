"""What each `pullquote` command does. Output for a person, or JSON lines for a program."""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing
from importlib.resources import as_file, files
from pathlib import Path

from bot.answering.answer import Answer, Finding
from bot.answering.answerer import Answerer
from bot.cli import output
from bot.cli.adding import polite_fetcher
from bot.cli.checking import check_lines
from bot.cli.evaluate import Broken, Verdict, judge, read_questions
from bot.cli.opening import archive_path, existing, opened, opened_chats
from bot.conversation.curating import ArchiveFeeds
from bot.json_lines import article_line, json_line
from bot.service.stopping import end_on_sigterm
from bot.service.warming import warm_up
from bot.settings import read_settings
from store.archive import Archive, open_store
from store.database.collections import Collections
from store.database.connection import CACHE_KIB
from store.errors import ArticleNotFoundError
from store.ingest.readers.walking import read_sources
from store.rows.versions import Version


def chat(options: argparse.Namespace) -> int:
    """Talk to the archive, or to the bundled sample when it is empty."""
    from bot.cli.terminal import chat as talk  # noqa: PLC0415 - rich takes a while to load
    from store.chats.chats import open_chats  # noqa: PLC0415

    path = archive_path(options)
    if path.exists() and _holds_articles(path):
        with opened(options) as archive, opened_chats(archive) as readers:
            return talk(Answerer(archive), readers, sys.stdin, sys.stdout)
    print(
        f"Your archive ({path}) has no articles yet, so this is the bundled sample: the paper of "
        "an invented town.\nFill your own with: pullquote add FILES, FOLDERS, ADDRESSES or FEEDS",
        file=sys.stderr,
    )
    with (
        tempfile.TemporaryDirectory() as folder,
        closing(open_store(Path(folder) / "sample.db")) as archive,
        closing(open_chats(Path(folder) / "chats.db", archive.connections)) as readers,
    ):
        for _ in archive.add(read_sources([str(p) for p in sample_files()], None)):
            pass
        return talk(Answerer(archive), readers, sys.stdin, sys.stdout)


def serve(options: argparse.Namespace) -> int:
    """Run the Telegram bot."""
    end_on_sigterm()  # until the bot runs and sees to it, which takes a while
    from bot.service.pool import WAITING_CACHE_KIB, pooled_answers  # noqa: PLC0415
    from bot.service.refreshing import refresh_job  # noqa: PLC0415
    from bot.service.serve import serve as run  # noqa: PLC0415 - Telegram's library takes a while to load

    settings = read_settings()
    settings.token()
    cache_kib = WAITING_CACHE_KIB if settings.workers else CACHE_KIB
    with (
        opened(options, cache_kib) as archive,
        opened_chats(archive) as readers,
        polite_fetcher(settings) as fetcher,
    ):
        feeds = ArchiveFeeds(archive, fetcher)
        collections = Collections(archive.connections)
        job = refresh_job(archive, settings.refresh_minutes) if settings.refresh_minutes else None
        if not settings.workers:
            return run(settings, Answerer(archive), readers, feeds, collections, job)
        with pooled_answers(archive.path, settings.workers) as answers:
            answers.warm_up()
            return run(settings, answers, readers, feeds, collections, job)


def ask(options: argparse.Namespace) -> int:
    """Answer one question, or each line of standard input by itself."""
    with existing(options) as archive:
        answerer = Answerer(archive)
        one_a_line = options.question == "-"
        if one_a_line:
            warm_up(answerer)
        for question in _lines() if one_a_line else [options.question]:
            answer = answerer.answer(question, limit=options.limit)
            if options.json:
                sys.stdout.write(json_line(output.answer_json(answer)))
            else:
                _say_answer(answer)
            if one_a_line:
                sys.stdout.flush()
    return 0


def evaluate(options: argparse.Namespace) -> int:
    """Score the replies to questions whose answers are known."""
    verdicts: list[Verdict] = []
    skipped = 0
    try:
        lines = options.questions.open("rb")
    except OSError as error:
        print(f"pullquote: {options.questions}: {error.strerror}", file=sys.stderr)
        return 1
    with lines, existing(options) as archive:
        answerer = Answerer(archive)
        for asked in read_questions(lines):
            if isinstance(asked, Broken):
                skipped += 1
                print(f"pullquote: row {asked.number} {asked.why}: skipped", file=sys.stderr)
                continue
            reply = output.answer_json(answerer.answer(asked.question))
            verdicts.append(judge(asked, reply, _texts_shown(archive, reply)))
            if options.json:
                sys.stdout.write(json_line(output.verdict_json(verdicts[-1])))
    if options.json:
        sys.stdout.write(json_line(output.figures_json(verdicts, skipped)))
    else:
        sys.stdout.writelines(output.evaluation_lines(verdicts, skipped))
    return 0 if verdicts else 1


def _texts_shown(archive: Archive, reply: output.Json) -> dict[str, str]:
    """The stored texts of what a reply shows, read anew, so that it is held against the archive."""
    shown = [finding["article"]["id"] for finding in (*reply["answers"], *reply["rejected"])]
    return {article_id: archive.get(article_id).text for article_id in dict.fromkeys(shown)}


def show(options: argparse.Namespace) -> int:
    """One stored article, or all of them."""
    if bool(options.which) == options.all:
        print("pullquote show: give an ID or a URL, or --all", file=sys.stderr)
        return 2
    with existing(options) as archive:
        found = archive.all_articles() if options.all else iter([archive.get(options.which)])
        for article in found:
            quotes, people = archive.quotes_in(article.id), archive.people_in(article.id)
            versions = archive.versions_of(article.id)
            if options.json:
                shown = output.stored_json(article, quotes, people)
                shown["versions"] = [_version_json(version) for version in versions]
                sys.stdout.write(json_line(shown))
                continue
            facts = [article.publisher, article.byline, article.published, article.url]
            print(f"[{article.id}] {article.headline}")
            print(" · ".join(fact for fact in facts if fact))
            print(f"\n{article.text}\n")
            for quote in quotes:
                print(f"  “{quote.span.of(article.text)}” — {quote.speaker or 'not said by whom'}")
            print("  people:", ", ".join(p.name for p in people) or "none", end="\n\n")
            for version in versions if options.versions else ():
                print(f"From {version.added_at} to {version.replaced_at}: {version.headline}")
                print(f"\n{version.text}\n")
    return 0


def _version_json(version: Version) -> output.Json:
    return {
        "headline": version.headline,
        "added": version.added_at,
        "replaced": version.replaced_at,
    }


def remove(options: argparse.Namespace) -> int:
    """Take articles out."""
    removed = 0
    with existing(options) as archive:
        for which in options.which:
            try:
                article_id = archive.remove(which)
            except ArticleNotFoundError as error:
                print(f"pullquote: {error}", file=sys.stderr)
                continue
            removed += 1
            told = {"removed": which, "id": str(article_id)}
            sys.stdout.write(json_line(told) if options.json else f"removed {which}\n")
    return 0 if removed else 1


def quotes(options: argparse.Namespace) -> int:
    """Who said what."""
    with existing(options) as archive:
        found = Answerer(archive).quotes(options.speaker, options.about, options.limit)
        for finding in found:
            if options.json:
                sys.stdout.write(json_line(output.finding_json(finding)))
            else:
                _say_finding(finding)
        if not found:
            print("No quotes on that in the archive.", file=sys.stderr)
    return 0


def people(options: argparse.Namespace) -> int:
    """People by name, or the most mentioned."""
    with existing(options) as archive:
        found = Answerer(archive).people(options.name, options.limit)
        for entry in found:
            if options.json:
                sys.stdout.write(json_line(output.person_json(entry)))
                continue
            sys.stdout.writelines(output.person_lines(entry))
        if not found:
            print("Nobody of that name in the archive.", file=sys.stderr)
    return 0


def stats(options: argparse.Namespace) -> int:
    """Counts and sizes."""
    with existing(options) as archive:
        counts = archive.stats()
        if options.json:
            sys.stdout.write(json_line({"archive": str(archive.path), **counts}))
        else:
            print(f"archive: {archive.path}")
            for name, count in counts.items():
                print(f"{name:>14}  {count:,}")
    return 0


def export(options: argparse.Namespace) -> int:
    """Every article of a collection as JSON Lines."""
    with existing(options) as archive:
        collection = Collections(archive.connections).find(options.collection)
        sys.stdout.writelines(map(article_line, archive.all_articles(collection)))
    return 0


def reindex(options: argparse.Namespace) -> int:
    """Rebuild what is derived."""
    with existing(options) as archive:
        done = archive.reindex()
        sys.stdout.write(
            json_line({"reindexed": done})
            if options.json
            else f"{output.counted(done, 'article')} reindexed\n"
        )
    return 0


def optimize(options: argparse.Namespace) -> int:
    """Merge the pieces of the indexes."""
    with existing(options) as archive:
        before = archive.path.stat().st_size
        archive.merge_indexes()
        after = archive.path.stat().st_size
    if options.json:
        sys.stdout.write(json_line({"bytes_before": before, "bytes": after}))
    else:
        print(f"the indexes are merged; the file has {after / 1e6:,.1f} MB")
    return 0


def sample_files() -> list[Path]:
    """The bundled sample's articles."""
    with as_file(files("bot") / "sample") as folder:
        return sorted(folder.glob("*.md"))


def _holds_articles(path: Path) -> bool:
    with closing(open_store(path)) as archive:
        return next(archive.all_articles(), None) is not None


def _lines() -> Iterator[str]:
    for line in sys.stdin:
        yield line.removesuffix("\n").removesuffix("\r")


def _say_answer(answer: Answer) -> None:
    for correction in answer.corrections if answer.is_answered else ():
        print(f"(showing results for {correction.used}, not {correction.typed})")
    for at, finding in enumerate(answer.findings):
        for line in check_lines(answer, at):
            print(line)
        _say_finding(finding)
    if not answer.is_answered:
        print("Nothing in the archive answers that.")
        for suggestion in answer.suggestions:
            print(f"    near it: {suggestion}")


def _say_finding(finding: Finding) -> None:
    for line in output.finding_lines(finding):
        print(line)
    print()
