"""The `pullquote` command: what it takes, and which function does it."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from bot import __version__
from bot.cli import adding, checking, collections, commands, feedback, feeds
from bot.errors import BotError
from bot.service.logs import configure_commands
from bot.service.stopping import INTERRUPTED
from store.database.collections import PUBLIC_NAME
from store.errors import StoreError

_EPILOG = """\
examples:
  pullquote chat                          talk to the bundled sample, no token needed
  pullquote add ~/articles feeds.opml     files, folders, .jsonl, addresses, feeds
  pullquote ask "what did the mayor say about the bridge?"
  pullquote feeds add https://paper.example/feed    follow a feed; pullquote refresh reads it
  pullquote serve                         the Telegram bot (TELEGRAM_BOT_TOKEN)

exit status: 0 done, 1 nothing of it could be done, 2 wrong usage
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command. Returns the exit status."""
    options = build_parser().parse_args(arguments)
    _speak_utf8()
    configure_commands()
    try:
        return int(options.run(options))
    except (StoreError, BotError) as error:
        print(f"pullquote: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("pullquote: stopped", file=sys.stderr)
        return INTERRUPTED
    except BrokenPipeError:
        # Whoever read our output has gone; writing the rest of it would only fail again.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


def build_parser() -> argparse.ArgumentParser:
    """All commands and options; `--archive` and `--json` may stand before or after the command."""
    shared = argparse.ArgumentParser(add_help=False, argument_default=argparse.SUPPRESS)
    _add_shared(shared)
    parser = argparse.ArgumentParser(
        prog="pullquote",
        description="Ask your articles: verbatim excerpts, quotes and who said them, links.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"%(prog)s {__version__}")
    _add_shared(parser)
    parser.set_defaults(archive=None, json=False)
    add = parser.add_subparsers(title="commands", required=True, metavar="COMMAND").add_parser

    one = add(
        "chat", parents=[shared], help="talk to your archive, or to the sample, in a terminal"
    )
    one.set_defaults(run=commands.chat)

    one = add("serve", parents=[shared], help="run the Telegram bot")
    one.set_defaults(run=commands.serve)

    _add_feeding(add, shared)

    one = add("ask", parents=[shared], help="ask one question, or one a line")
    one.add_argument(
        "question", metavar="QUESTION", help="the question; - reads one a line from standard input"
    )
    one.add_argument(
        "--limit", type=_positive, default=3, metavar="N", help="answers at most (default 3)"
    )
    one.set_defaults(run=commands.ask)

    _add_checking(add, shared)

    one = add("eval", parents=[shared], help="score the archive on questions with known answers")
    one.add_argument(
        "questions", type=Path, metavar="QUESTIONS.jsonl", help="one question a line, as JSON"
    )
    one.set_defaults(run=commands.evaluate)

    one = add("show", parents=[shared], help="show a stored article with its quotes and people")
    one.add_argument("which", nargs="?", metavar="ID_OR_URL")
    one.add_argument("--all", action="store_true", help="every article")
    one.add_argument("--versions", action="store_true", help="and what it said before it changed")
    one.set_defaults(run=commands.show)

    one = add("remove", parents=[shared], help="take articles out, from every index too")
    one.add_argument("which", nargs="+", metavar="ID_OR_URL")
    one.set_defaults(run=commands.remove)

    one = add("quotes", parents=[shared], help="who said what")
    one.add_argument("--speaker", default="", metavar="NAME", help="any part of a name")
    one.add_argument("--about", default="", metavar="WORDS", help="what it is about")
    one.add_argument("--limit", type=_positive, default=10, metavar="N")
    one.set_defaults(run=commands.quotes)

    one = add("people", parents=[shared], help="people in the archive, how often and where")
    one.add_argument("name", nargs="?", default="", metavar="NAME", help="any part of a name")
    one.add_argument("--limit", type=_positive, default=20, metavar="N")
    one.set_defaults(run=commands.people)

    one = add("stats", parents=[shared], help="counts and sizes")
    one.set_defaults(run=commands.stats)

    one = add("export", parents=[shared], help="every article as JSON Lines that `add` reads")
    _add_collection(one, "the collection to write out")
    one.set_defaults(run=commands.export)

    one = add("collections", parents=[shared], help="articles that only some chats may read")
    one.set_defaults(run=collections.list_collections)
    _add_granting(one, shared)

    one = add("optimize", parents=[shared], help="merge the indexes that many adds left in pieces")
    one.set_defaults(run=commands.optimize)

    one = add("reindex", parents=[shared], help="rebuild everything derived from the stored texts")
    one.set_defaults(run=commands.reindex)
    return parser


def _add_feeding(
    add: Callable[..., argparse.ArgumentParser], shared: argparse.ArgumentParser
) -> None:
    """The commands that take articles in."""
    one = add("add", parents=[shared], help="add files, folders, .jsonl, addresses, feeds")
    one.add_argument(
        "what",
        nargs="+",
        metavar="WHAT",
        help="a path or address; - reads them from standard input",
    )
    one.add_argument(
        "--jobs",
        type=_positive,
        default=os.cpu_count() or 1,
        metavar="N",
        help="processes that parse (default: one a core)",
    )
    _add_dry_run(one)
    _add_collection(one, "the collection they go into, made where there is none")
    one.set_defaults(run=adding.add)

    one = add(
        "feeds", parents=[shared], help="the feeds that are followed; feeds add, feeds remove"
    )
    one.add_argument(
        "action", nargs="?", choices=("list", "add", "remove"), default="list", metavar="ACTION",
        help="list (unless told), add or remove",
    )  # fmt: skip
    one.add_argument(
        "what",
        nargs="*",
        metavar="URL_OR_OPML",
        help="addresses of feeds, OPML files or lists of addresses; - reads from standard input",
    )
    _add_collection(one, "the collection that what is in them goes into")
    one.set_defaults(run=feeds.feeds)

    one = add("refresh", parents=[shared], help="take in what is new in the followed feeds")
    one.add_argument("--force", action="store_true", help="ask those that are not due, too")
    _add_dry_run(one)
    one.set_defaults(run=feeds.refresh)


def _add_dry_run(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--dry-run", action="store_true", help="show what would be stored, and store nothing"
    )


def _add_collection(parser: argparse.ArgumentParser, what: str) -> None:
    parser.add_argument(
        "--collection", default=PUBLIC_NAME, metavar="NAME", help=f"{what} (default: public)"
    )


def _add_granting(parser: argparse.ArgumentParser, shared: argparse.ArgumentParser) -> None:
    """What can be done about a collection; nothing lists them."""
    add = parser.add_subparsers(title="what to do", metavar="WHAT").add_parser
    one = add("grant", parents=[shared], help="let a chat read a collection")
    one.add_argument("--feeds", action="store_true", help="what is added there goes into it")
    one.set_defaults(run=collections.grant)
    other = add("revoke", parents=[shared], help="let a chat read a collection no more")
    other.set_defaults(run=collections.revoke)
    for each in (one, other):
        each.add_argument("name", metavar="NAME")
        each.add_argument("chat_id", type=int, metavar="CHAT_ID", help="as Telegram numbers chats")


def _add_checking(
    add: Callable[..., argparse.ArgumentParser], shared: argparse.ArgumentParser
) -> None:
    """The commands that look into what was said."""
    one = add("check", parents=[shared], help="is this quote in the archive, and whose is it?")
    one.add_argument(
        "what",
        metavar="TEXT_OR_FILE",
        help="the words, or a file of quotes (one a line, or JSON Lines); - reads standard input",
    )
    one.add_argument("--speaker", default="", metavar="NAME", help="who is said to have said it")
    one.add_argument(
        "--limit", type=_positive, default=3, metavar="N", help="places at most (default 3)"
    )
    one.set_defaults(run=checking.check)

    one = add("feedback", parents=[shared], help="what readers thought of what they were shown")
    one.add_argument("--verdict", choices=feedback.KINDS, help="verdicts of one kind alone")
    one.add_argument(
        "--handled",
        type=int,
        nargs="+",
        metavar="ID",
        help="take these verdicts out: they have been seen to",
    )
    one.add_argument(
        "--limit", type=_positive, default=50, metavar="N", help="verdicts at most (default 50)"
    )
    one.set_defaults(run=feedback.feedback)


def _add_shared(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--archive",
        type=Path,
        metavar="PATH",
        help="the SQLite file (default: PULLQUOTE_ARCHIVE, or a per-user data folder)",
    )
    parser.add_argument("--json", action="store_true", help="one JSON object a line, for programs")


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        message = "must be at least 1"
        raise argparse.ArgumentTypeError(message)
    return number


def _speak_utf8() -> None:
    """UTF-8 whatever the locale says, and lines that end in a line feed alone."""
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            errors = "surrogateescape" if stream is sys.stdin else "backslashreplace"
            stream.reconfigure(encoding="utf-8", errors=errors, newline="\n")
