"""House rules that import-linter cannot hold; its own contracts stand in pyproject.toml."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
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
LONGEST_MODULE_LINES = 400

MAY_IMPORT_TELEGRAM = (
    "bot/handlers/",
    "bot/service/app.py",
    "bot/service/delivery.py",
    "bot/service/polling.py",
    "bot/service/serve.py",
)
MAY_HOLD_SQL = (
    "store/chats/",
    "store/database/",
    "store/rows/",
    "store/ingest/writing/write.py",
    "store/search/passages/narrowing.py",
    "store/search/passages/retrieve.py",
    "store/search/passages/speakers.py",
    "store/search/words/archive_facts.py",
    "store/search/words/vocabulary.py",
)
MAY_TOUCH_SOCKETS = ("store/ingest/sources/fetch.py", "store/ingest/sources/watchdog.py")
MAY_READ_THE_ENVIRONMENT = ("bot/settings.py",)

SQL = re.compile(
    r"\b(SELECT\s.+\sFROM|INSERT\s+INTO|DELETE\s+FROM|UPDATE\s+\w+\s+SET|PRAGMA)\b", re.DOTALL
)


def tree(name: str) -> ast.Module:
    return ast.parse((ROOT / name).read_text("utf-8"))


def imported(name: str) -> set[str]:
    found = set()
    for node in ast.walk(tree(name)):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
            found.update(f"{node.module}.{alias.name}" for alias in node.names)
    return found


def packages(name: str) -> set[str]:
    return {module.split(".")[0] for module in imported(name)}


def strings(name: str) -> Iterator[str]:
    module = tree(name)
    docstrings = {
        id(node.body[0].value)
        for node in ast.walk(module)
        if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef))
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(module):
        is_text = isinstance(node, ast.Constant) and isinstance(node.value, str)
        if is_text and id(node) not in docstrings:
            yield node.value


@pytest.mark.parametrize("name", MODULES)
def test_a_module_says_what_lives_in_it(name: str):
    assert ast.get_docstring(tree(name))


@pytest.mark.parametrize("name", MODULES)
def test_a_module_is_short_enough_to_read(name: str):
    assert len((ROOT / name).read_text("utf-8").splitlines()) <= LONGEST_MODULE_LINES


@pytest.mark.parametrize("name", MODULES)
def test_a_module_is_named_for_what_it_does(name: str):
    assert not NAMELESS & set(Path(name).with_suffix("").parts)


@pytest.mark.parametrize("name", [m for m in PROGRAM if m.endswith("__init__.py")])
def test_a_package_says_what_it_offers(name: str):
    """In `__all__`, or by `from module import name as name`."""
    aliases = [
        alias
        for node in ast.walk(tree(name))
        if isinstance(node, ast.ImportFrom) and node.module != "__future__"
        for alias in node.names
    ]
    listed = {
        element.value
        for node in tree(name).body
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__"
        for element in node.value.elts
    }
    assert {alias.name for alias in aliases if alias.asname is None} == listed


@pytest.mark.parametrize("name", [m for m in PROGRAM if not m.startswith(MAY_IMPORT_TELEGRAM)])
def test_telegram_stays_in_the_handlers(name: str):
    assert "telegram" not in packages(name)


@pytest.mark.parametrize("name", [m for m in PROGRAM if not m.startswith(MAY_HOLD_SQL)])
def test_sql_stays_in_the_row_modules(name: str):
    assert not [text for text in strings(name) if SQL.search(text)]


@pytest.mark.parametrize("name", [m for m in PROGRAM if m.startswith("bot/")])
def test_the_bot_has_never_heard_of_sqlite(name: str):
    assert not {"sqlite3", "sqlite_utils"} & packages(name)


@pytest.mark.parametrize("name", [m for m in PROGRAM if m.startswith("store/")])
def test_the_store_is_synchronous(name: str):
    assert not [node for node in ast.walk(tree(name)) if isinstance(node, ast.AsyncFunctionDef)]


@pytest.mark.parametrize("name", [m for m in PROGRAM if m not in MAY_TOUCH_SOCKETS])
def test_the_network_is_reached_from_one_place(name: str):
    assert not {"httpx", "requests", "socket", "urllib3"} & packages(name)
    assert "urllib.request" not in imported(name)


@pytest.mark.parametrize("name", [m for m in PROGRAM if m not in MAY_READ_THE_ENVIRONMENT])
def test_the_environment_is_read_in_one_place(name: str):
    names = {node.attr for node in ast.walk(tree(name)) if isinstance(node, ast.Attribute)}
    assert not {"environ", "getenv"} & names


@pytest.mark.parametrize(
    "listed", [*MAY_HOLD_SQL, *MAY_IMPORT_TELEGRAM, *MAY_TOUCH_SOCKETS, *MAY_READ_THE_ENVIRONMENT]
)
def test_every_room_with_a_privilege_exists(listed: str):
    assert (ROOT / listed).exists()


def test_asking_needs_no_telegram():
    code = "import sys, bot.cli.main; sys.exit('telegram' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False)  # noqa: S603
    assert done.returncode == 0


@pytest.mark.parametrize(
    "name",
    [m for m in PROGRAM if m.startswith("bot/") and m != "bot/conversation/services.py"],
)
def test_the_whole_archive_is_not_answered_from(name: str):
    """Who asks may not be allowed all of it: `Services.archive(place)` is the way."""
    reads = [n for n in ast.walk(tree(name)) if isinstance(n, ast.Attribute) and n.attr == "whole"]
    assert not reads
