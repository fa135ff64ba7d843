"""Declares commands with the options that all of them take, and opens the files they name."""

from __future__ import annotations

import inspect
import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import click

from bot.errors import ArchiveMissingError
from bot.locations import archive_path

if TYPE_CHECKING:  # loading the store takes longer than showing a command's help
    from store.archive import Archive
    from store.chats.chats import Chats


_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Shared:
    """Options of every command; `archive` is None unless `--archive` was given."""

    archive: Path | None = None
    as_json: bool = False

    @property
    def path(self) -> Path:
        """The archive's file: of `--archive`, of the settings, or the default one."""
        return self.archive if self.archive is not None else archive_path()


class _Help(click.HelpFormatter):
    """Writes headings of a help text in bold; click takes that off outside a terminal."""

    def write_heading(self, heading: str) -> None:
        super().write_heading(click.style(heading, bold=True))


class _Context(click.Context):
    formatter_class = _Help


class Command(click.Command):
    """A command with bold headings in its help."""

    context_class = _Context


class Group(click.Group):
    """A command with sub-commands and bold headings in its help."""

    context_class = _Context


Run = Callable[..., int]


def command(
    name: str, *examples: str, ignore_unknown_options: bool = False
) -> Callable[[Run], click.Command]:
    """Make a function a command that takes `--archive` and `--json` and shows the examples.

    The function gets a `Shared`, then its own options; it returns the exit status.
    `ignore_unknown_options` takes a negative number as an argument.
    """

    def decorate(run: Run) -> click.Command:
        made = click.command(
            name,
            cls=Command,
            epilog=_examples_text(examples),
            context_settings={"ignore_unknown_options": ignore_unknown_options},
        )(click.pass_obj(run))
        made.params += _shared_options()
        return made

    return decorate


def group(
    name: str,
    *examples: str,
    cls: type[click.Group] = Group,
    context_settings: dict[str, object] | None = None,
    invoke_without_command: bool = False,
) -> Callable[[Callable[..., int | None]], click.Group]:
    """Make a function a command with sub-commands that takes `--archive` and `--json`.

    The function gets the context, whose `obj` is a `Shared`. It returns the exit status, or None
    where a sub-command does.
    """

    def decorate(run: Callable[..., int | None]) -> click.Group:
        made = click.group(
            name,
            cls=cls,
            epilog=_examples_text(examples),
            context_settings=context_settings,
            invoke_without_command=invoke_without_command,
        )(click.pass_context(run))
        made.params += _shared_options()
        return made

    return decorate


def _examples_text(examples: Sequence[str]) -> str:
    """The foot of a help text: each example on a line of its own."""
    lines = inspect.cleandoc("\n".join(examples)).split("\n")
    return "\n".join(["\b", click.style("Examples", bold=True) + ":", *(f"  {x}" for x in lines)])


def _shared_options() -> list[click.Parameter]:
    """`--archive` and `--json`; given before and after a command, the later one counts."""
    return [
        click.Option(
            ["--archive"],
            type=click.Path(path_type=Path),
            metavar="PATH",
            expose_value=False,
            callback=_keep,
            show_default="PULLQUOTE_ARCHIVE, or archive.db in your user data folder",
            help="The archive's file.",
        ),
        click.Option(
            ["--json", "as_json"],
            is_flag=True,
            expose_value=False,
            callback=_keep,
            help="Print one JSON object a line, for programs.",
        ),
    ]


def collection_option(what: str, default: str) -> Callable[[Callable[..., Any]], Any]:
    """The option `--collection`; `what` is its help."""
    return click.option("--collection", default=default, metavar="NAME", help=what)


def limit_option(default: int, what: str) -> Callable[[Callable[..., Any]], Any]:
    """The option `--limit`, at least 1; `what` is counted."""
    return click.option(
        "--limit",
        type=click.IntRange(1),
        default=default,
        show_default=str(default),
        metavar="N",
        help=f"{what} at most.",
    )


@contextmanager
def opened(path: Path, *, is_dry_run: bool = False, **settings: int) -> Iterator[Archive]:
    """The archive of this path, made where there is none; closed at the end of the block.

    A dry run makes none: it sees an empty archive that is thrown away. `settings` are passed on
    to `open_store`.

    Raises:
        StorageError: it cannot be opened.
    """
    from store.archive import open_store  # noqa: PLC0415 - only once a command runs

    with ExitStack() as stack:
        if is_dry_run and not path.exists():
            path = Path(stack.enter_context(TemporaryDirectory())) / "none.db"
        yield stack.enter_context(closing(open_store(path, **settings)))


@contextmanager
def existing(shared: Shared) -> Iterator[Archive]:
    """The archive, for a command that has nothing to do without one.

    Raises:
        ArchiveMissingError: there is no such file.
        StorageError: it cannot be opened.
    """
    path = shared.path
    if not path.exists():
        message = f"there is no archive {path}; pullquote add makes it"
        raise ArchiveMissingError(message)
    with opened(path) as archive:
        yield archive


@contextmanager
def opened_chats(archive: Archive, path: Path | None = None) -> Iterator[Chats]:
    """The file of what is kept for the chats that ask an archive, made where there is none.

    It is `path`, or the one that the settings name, or the one beside the archive; beside an
    archive that cannot be written, one that is gone at the end of the block. Closed there.
    """
    from bot.settings import read_settings  # noqa: PLC0415 - only once a command runs
    from store.chats.chats import open_chats  # noqa: PLC0415

    named = path or read_settings().chats
    path = named or chats_beside(archive.path)
    with ExitStack() as stack:
        if named is None and archive.connections.is_read_only:
            path = Path(stack.enter_context(TemporaryDirectory())) / path.name
            _log.warning(
                "%s cannot be written, so what is kept for chats is forgotten at the end;"
                " PULLQUOTE_CHATS names a file to keep it in",
                archive.path.parent,
            )
        yield stack.enter_context(closing(open_chats(path, archive.connections)))


def chats_beside(archive: Path) -> Path:
    """The chats' file that goes with an archive: `archive.chats.db` for `archive.db`."""
    return archive.with_name(f"{archive.stem}.chats{archive.suffix}")


def _keep(context: click.Context, parameter: click.Parameter, value: object) -> None:
    """Keep a shared option in the context, where sub-commands find it."""
    context.obj = context.obj or Shared()
    if value:
        context.obj = replace(context.obj, **{str(parameter.name): value})
