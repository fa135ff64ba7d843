"""Runs `pullquote`: finds the command, loads that one alone, and reports how it ended."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module

import click
from click.exceptions import NoArgsIsHelpError
from click.shell_completion import CompletionItem

from bot import __version__
from bot.cli.opening import Command, Group, group
from bot.errors import BotError
from bot.service.logs import configure_commands
from bot.service.stopping import INTERRUPTED, leaving_at_once
from store.errors import StoreError


@dataclass(frozen=True, slots=True)
class _Listed:
    """A command as the list of commands shows it, and the place it is loaded from."""

    module: str
    summary: str
    function: str = ""


# In the order in which a new user meets them.
_COMMANDS = {
    "chat": _Listed("talking", "Talk to your archive, or to a sample, in this terminal."),
    "add": _Listed("adding", "Add files, folders, addresses and feeds to the archive."),
    "ask": _Listed("ask", "Answer a question with verbatim excerpts and their sources."),
    "check": _Listed("check", "Check whether a quote is in the archive, and whose it is."),
    "quotes": _Listed("people", "List quotes by speaker and topic."),
    "people": _Listed("people", "List the people in the archive, or show one of them."),
    "show": _Listed("articles", "Show a stored article with its quotes and people."),
    "remove": _Listed("articles", "Remove articles from the archive."),
    "export": _Listed("articles", "Write articles as JSON Lines that `add` reads."),
    "feeds": _Listed("feeds", "List, follow and unfollow feeds."),
    "refresh": _Listed("feeds", "Add what is new in the followed feeds."),
    "serve": _Listed("talking", "Run the Telegram bot."),
    "collections": _Listed("collections", "Manage articles that only some chats may read."),
    "feedback": _Listed("quality", "List what readers thought of the answers."),
    "eval": _Listed("quality", "Score the archive on questions with known answers.", "evaluate"),
    "stats": _Listed("upkeep", "Show counts and sizes."),
    "optimize": _Listed("upkeep", "Merge the pieces of the indexes, to answer sooner."),
    "reindex": _Listed("upkeep", "Rebuild everything derived from the stored texts."),
}


class _Commands(Group):
    """Loads a command when it is called; the list of commands loads none."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        del ctx
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        del ctx
        listed = _COMMANDS.get(cmd_name)
        if listed is None:
            return None
        with leaving_at_once():
            module = import_module(f"bot.cli.{listed.module}")
        found: click.Command = getattr(module, listed.function or cmd_name)
        return found

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl([(name, listed.summary) for name, listed in _COMMANDS.items()])

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        named = [
            CompletionItem(name, help=listed.summary)
            for name, listed in _COMMANDS.items()
            if name.startswith(incomplete)
        ]
        return [*named, *Command.shell_complete(self, ctx, incomplete)]

    def invoke(self, ctx: click.Context) -> int:
        """Run the command; the exit status. What went wrong is told in one sentence."""
        try:
            return int(super().invoke(ctx))
        except (StoreError, BotError) as error:
            return _complain(str(error), 1)
        except KeyboardInterrupt:
            return _complain("stopped", INTERRUPTED)
        except BrokenPipeError:
            # The reader of our output has gone; writing the rest of it would only fail again.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            return 0


@group(
    "pullquote",
    "pullquote chat                               talk to the bundled sample, no token needed",
    "pullquote add ~/articles feeds.opml          add files, folders, .jsonl, addresses, feeds",
    'pullquote ask "what did the mayor say about the bridge?"',
    "pullquote feeds add https://paper.example/feed    follow a feed; pullquote refresh reads it",
    "pullquote serve                              run the Telegram bot (needs TELEGRAM_BOT_TOKEN)",
    "",
    "pullquote COMMAND --help shows what a command takes, with examples.",
    "Exit status: 0 done, 1 nothing of it could be done, 2 wrong usage.",
    cls=_Commands,
    context_settings={
        "help_option_names": ["-h", "--help"],
        "show_default": True,
        "max_content_width": 100,
    },
)
@click.version_option(__version__, message="%(prog)s %(version)s")
def pullquote(context: click.Context) -> None:
    """Ask your articles: verbatim excerpts, quotes with their speakers, and links.

    The articles lie in one file, the archive. No model writes a word of an answer.
    """
    del context


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command. Returns the exit status."""
    _speak_utf8()
    configure_commands()
    try:
        return int(pullquote.main(arguments, "pullquote", standalone_mode=False) or 0)
    except NoArgsIsHelpError as error:
        error.show()
        return error.exit_code
    except click.ClickException as error:
        context = getattr(error, "ctx", None)
        path = context.command_path if context is not None else "pullquote"
        told = error.format_message().rstrip(".")
        return _complain(f"{told}; see {path} --help", error.exit_code)


def _complain(sentence: str, status: int) -> int:
    click.echo(click.style("pullquote: ", fg="red") + sentence, err=True)
    return status


def _speak_utf8() -> None:
    """UTF-8 whatever the locale says, and lines that end in a line feed alone."""
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            errors = "surrogateescape" if stream is sys.stdin else "backslashreplace"
            stream.reconfigure(encoding="utf-8", errors=errors, newline="\n")
