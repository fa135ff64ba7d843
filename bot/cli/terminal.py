"""The conversation in a terminal: the same turns as in Telegram, numbered buttons, no token.

A line is a message, `/…` a command, a number the button with that number. Written to something
else than a terminal, there are no colours, and read from something else no prompts.
"""

from __future__ import annotations

import contextlib
import locale
import sys
from collections.abc import Iterator
from typing import TextIO

from rich.console import Console
from rich.text import Text as RichText

from bot.answering.answerer import Answers
from bot.conversation import browsing
from bot.conversation.pressing import press
from bot.conversation.routing import Incoming, route, route_command
from bot.conversation.services import Services
from bot.conversation.tally import Tally
from bot.conversation.telling import take_news
from bot.conversation.turn import TERMINAL, Notice, Place, Rules, Turn
from bot.reply.buttons import Button, Copy, Press
from bot.reply.card import Reply
from bot.reply.markup import (
    Blockquote,
    Bold,
    Code,
    Date,
    Italic,
    Link,
    Node,
    Nodes,
    Pre,
    Text,
)
from bot.settings import ArticleView
from store.chats.chats import Chats
from store.chats.follows import Follows
from store.chats.news import News

_BAR = "\u2502 "
# Lines that end the conversation, as in other programs of a terminal.
_LEAVING = frozenset({"exit", "quit", "/exit", "/quit"})


def chat(
    answers: Answers,
    chats: Chats,
    stdin: TextIO | None = None,
    stdout: TextIO | None = None,
) -> int:
    """Talk until the end of `stdin`, or a line that says `exit` or `quit`; the exit status."""
    stdin, stdout = stdin or sys.stdin, stdout or sys.stdout
    console = Console(file=stdout, highlight=False, markup=False, emoji=False, soft_wrap=True)
    news = News(Follows(chats))
    services = Services(answers, chats, Rules(ArticleView.ALL), Tally(), news)
    place = Place(TERMINAL, language=_language())
    is_interactive = stdin.isatty()
    buttons: tuple[Button, ...] = ()
    if is_interactive:
        buttons = _show(console, services, place, browsing.start(services, place, None))
        console.print("(exit, quit or Ctrl-D leaves)\n", style="dim")
    buttons = _show_news(console, services, place) or buttons
    for line in _lines(stdin, console, is_interactive=is_interactive):
        text = line.strip()
        if text.casefold() in _LEAVING:
            break
        if not text:
            continue
        buttons = _turn(console, services, place, text, buttons)
    return 0


def _turn(
    console: Console, services: Services, place: Place, text: str, buttons: tuple[Button, ...]
) -> tuple[Button, ...]:
    """Say what follows from a line; the buttons that can be pressed after it."""
    if text.isdecimal() and 1 <= int(text) <= len(buttons):
        button = buttons[int(text) - 1]
        if isinstance(button, Copy):
            console.print(button.text)
            return buttons
        if not isinstance(button, Press):
            return buttons
        outcome = press(services, place, button.callback)
        if isinstance(outcome, Notice):
            console.print(f"({outcome.text})")
            return buttons
        return _show(console, services, place, outcome)
    if text.startswith("/"):
        name, _, argument = text[1:].partition(" ")
        if name.lower() == "following":
            _show_news(console, services, place)
        turn = route_command(services, place, name, argument.strip())
    else:
        turn = route(services, place, Incoming(text))
    return _show(console, services, place, turn)


def _show_news(console: Console, services: Services, place: Place) -> tuple[Button, ...]:
    """Tell what is new in what is followed here; nothing and no buttons where nothing is."""
    while services.news.look():
        pass
    turn = take_news(services, place).turn
    return _show(console, services, place, turn) if turn is not None else ()


def _show(console: Console, services: Services, place: Place, turn: Turn) -> tuple[Button, ...]:
    """Print a turn, keep what it leaves behind; its buttons."""
    services.keep(place, turn)
    buttons = tuple(button for row in turn.reply.keyboard for button in row)
    console.print(to_rich(turn.reply))
    if buttons:
        labels = "  ".join(f"[{n}] {button.label}" for n, button in enumerate(buttons, start=1))
        console.print(RichText(labels, style="dim"))
    console.print()
    return buttons


def to_rich(reply: Reply) -> RichText:
    """A reply as a terminal shows it: every link with its address, quotations behind a bar."""
    return RichText("\n\n").join(_block(block) for block in reply.blocks)


def _block(nodes: Nodes) -> RichText:
    """One block, its links' addresses each on a line below it."""
    text = RichText()
    for node in nodes:
        text.append_text(_node(node))
    for url in dict.fromkeys(_urls(nodes)):
        text.append(f"\n{url}", style="dim")
    return text


def _node(node: Node) -> RichText:
    match node:
        case Text(text) | Code(text) | Pre(text) | Date(_, text):
            return RichText(text)
        case Bold(children):
            return _styled(children, "bold")
        case Italic(children):
            return _styled(children, "italic")
        case Link(_, children):
            return _styled(children, "underline")
        case Blockquote(children):
            lines = _styled(children, "").split("\n", allow_blank=True)
            return RichText("\n").join(RichText(_BAR, style="dim") + line for line in lines)


def _styled(children: Nodes, style: str) -> RichText:
    text = RichText()
    for child in children:
        text.append_text(_node(child))
    if style:
        text.stylize(style)
    return text


def _urls(nodes: Nodes) -> Iterator[str]:
    for node in nodes:
        if isinstance(node, Link):
            yield node.url
        elif isinstance(node, Bold | Italic | Blockquote):
            yield from _urls(node.children)


def _lines(stdin: TextIO, console: Console, *, is_interactive: bool) -> Iterator[str]:
    """The lines of `stdin`, each after a prompt where somebody is there to read it."""
    if not is_interactive:
        yield from stdin
        return
    with contextlib.suppress(EOFError, KeyboardInterrupt):
        while True:
            yield console.input("> ", stream=None if stdin is sys.stdin else stdin)


def _language() -> str | None:
    """The language of whoever sits here, from the environment's locale."""
    return locale.getlocale()[0]
