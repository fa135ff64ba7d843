"""House rules that import-linter cannot hold; its own contracts stand in pyproject.toml.

Each rule lists all its offenders in one assertion.
"""

import ast
import re
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
MODULES = sorted(
    path.relative_to(ROOT).as_posix()
    for package in ("bot", "store", "benchmarks")
    for path in (ROOT / package).rglob("*.py")
)
PROGRAM = [name for name in MODULES if not name.startswith("benchmarks/")]

NAMELESS = {"utils", "helpers", "common", "misc", "base", "manager", "core", "types"}
LONGEST_MODULE_LINES = 600
MOST_MODULES_A_FOLDER = 16

MAY_IMPORT_TELEGRAM = (
    "bot/handlers/",
    "bot/service/app.py",
    "bot/service/delivery.py",
    "bot/service/polling.py",
    "bot/service/serve.py",
    "bot/service/webhook.py",
)
MAY_HOLD_SQL = (
    "store/chats/",
    "store/database/",
    "store/rows/",
    "store/ingest/writing/write.py",
    "store/search/passages/narrowing.py",
    "store/search/passages/retrieve.py",
    "store/search/passages/speakers.py",
)
MAY_TOUCH_SOCKETS = ("store/ingest/sources/fetch.py", "store/ingest/sources/watchdog.py")
MAY_READ_THE_ENVIRONMENT = ("bot/locations.py", "bot/settings.py")

SQL = re.compile(
    r"\b(SELECT\s.+\sFROM|INSERT\s+INTO|DELETE\s+FROM|UPDATE\s+\w+\s+SET|PRAGMA)\b", re.DOTALL
)
# A docstring that begins with one of these has a clause as its subject: "What an answer is".
CLAUSE = re.compile(r"(What|Who|Whose|Whom|Whoever|Whatever|Those|Where|Which)\b")
SEVERAL_CONSTANTS = re.compile(r"^_?[A-Z][A-Z_0-9]*(?:, _?[A-Z][A-Z_0-9]*)+ = ", re.MULTILINE)


@cache
def source(name: str) -> str:
    return (ROOT / name).read_text("utf-8")


@cache
def tree(name: str) -> ast.Module:
    return ast.parse(source(name))


@cache
def nodes(name: str) -> list[ast.AST]:
    return list(ast.walk(tree(name)))


@cache
def imported(name: str) -> set[str]:
    found = set()
    for node in nodes(name):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
            found.update(f"{node.module}.{alias.name}" for alias in node.names)
    return found


def packages(name: str) -> set[str]:
    return {module.split(".")[0] for module in imported(name)}


def with_docstring(name: str) -> Iterator[tuple[ast.AST, str | None]]:
    for node in nodes(name):
        if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)):
            yield node, ast.get_docstring(node)


def strings(name: str) -> Iterator[str]:
    docstrings = {
        id(node.body[0].value) for node, docstring in with_docstring(name) if docstring is not None
    }
    for node in nodes(name):
        is_text = isinstance(node, ast.Constant) and isinstance(node.value, str)
        if is_text and id(node) not in docstrings:
            yield node.value


def attributes(name: str) -> set[str]:
    return {node.attr for node in nodes(name) if isinstance(node, ast.Attribute)}


def offenders(
    is_one: Callable[[str], object],
    among: Iterable[str] = PROGRAM,
    but: str | tuple[str, ...] = (),
) -> list[str]:
    return [name for name in among if not name.startswith(but) and is_one(name)]


def package(name: str) -> str:
    return name.split("/", maxsplit=1)[0]


def test_a_module_says_what_lives_in_it() -> None:
    assert offenders(lambda name: not ast.get_docstring(tree(name)), MODULES) == []


def test_a_module_is_short_enough_to_read() -> None:
    too_long = offenders(lambda name: source(name).count("\n") > LONGEST_MODULE_LINES, MODULES)
    assert too_long == []


def test_a_folder_holds_no_more_than_can_be_looked_over() -> None:
    modules = Counter(
        str(Path(name).parent) for name in MODULES if not name.endswith("__init__.py")
    )
    assert {folder: n for folder, n in modules.items() if n > MOST_MODULES_A_FOLDER} == {}


def test_a_module_is_named_for_what_it_does() -> None:
    assert offenders(lambda name: NAMELESS & set(Path(name).with_suffix("").parts), MODULES) == []


@pytest.mark.parametrize("within", ["bot", "store"])
def test_no_two_classes_of_a_package_share_a_name(within: str) -> None:
    homes = defaultdict(list)
    for name in MODULES:
        if package(name) == within:
            for node in tree(name).body:
                if isinstance(node, ast.ClassDef):
                    homes[node.name].append(name)
    assert {name: modules for name, modules in homes.items() if len(modules) > 1} == {}


def test_a_docstring_begins_with_its_subject() -> None:
    clauses = [
        f"{name}: {docstring.splitlines()[0]}"
        for name in MODULES
        for _, docstring in with_docstring(name)
        if docstring and CLAUSE.match(docstring)
    ]
    assert clauses == []


def test_a_line_sets_one_constant() -> None:
    assert offenders(lambda name: SEVERAL_CONSTANTS.search(source(name)), MODULES) == []


def test_a_package_says_what_it_offers() -> None:
    """In `__all__`, or by `from module import name as name`."""

    def differs(name: str) -> bool:
        aliases = [
            alias
            for node in nodes(name)
            if isinstance(node, ast.ImportFrom) and node.module != "__future__"
            for alias in node.names
        ]
        listed = {
            element.value
            for node in tree(name).body
            if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__"
            for element in node.value.elts
        }
        return {alias.name for alias in aliases if alias.asname is None} != listed

    assert offenders(differs, [name for name in PROGRAM if name.endswith("__init__.py")]) == []


def test_telegram_stays_in_the_handlers() -> None:
    assert offenders(lambda name: "telegram" in packages(name), but=MAY_IMPORT_TELEGRAM) == []


def test_sql_stays_in_the_row_modules() -> None:
    assert offenders(lambda name: any(map(SQL.search, strings(name))), but=MAY_HOLD_SQL) == []


def test_the_bot_has_never_heard_of_sqlite() -> None:
    assert offenders(lambda name: {"sqlite3"} & packages(name), but="store/") == []


def test_the_store_is_synchronous() -> None:
    def is_asynchronous(name: str) -> bool:
        return any(isinstance(node, ast.AsyncFunctionDef) for node in nodes(name))

    assert offenders(is_asynchronous, but="bot/") == []


def test_the_network_is_reached_from_one_place() -> None:
    doors = {"httpx", "requests", "socket", "urllib3", "urllib.request"}
    assert (
        offenders(lambda name: doors & (imported(name) | packages(name)), but=MAY_TOUCH_SOCKETS)
        == []
    )


def test_the_environment_is_read_in_one_place() -> None:
    reads = {"environ", "getenv"}
    assert offenders(lambda name: reads & attributes(name), but=MAY_READ_THE_ENVIRONMENT) == []


def test_every_room_with_a_privilege_exists() -> None:
    listed = (
        *MAY_HOLD_SQL,
        *MAY_IMPORT_TELEGRAM,
        *MAY_TOUCH_SOCKETS,
        *MAY_READ_THE_ENVIRONMENT,
    )
    assert [name for name in listed if not (ROOT / name).exists()] == []


def test_asking_needs_no_telegram() -> None:
    code = "import sys, bot.cli.main; sys.exit('telegram' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False)  # noqa: S603
    assert done.returncode == 0


def test_the_whole_archive_is_not_answered_from() -> None:
    """A chat may not be allowed all of it: `Services.archive(place)` is the way."""
    way = ("store/", "bot/conversation/services.py")
    assert offenders(lambda name: "whole" in attributes(name), but=way) == []
