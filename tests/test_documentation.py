"""What the documents say is what the program does."""

import io
import re
import tomllib
from contextlib import closing
from pathlib import Path

import click
import pytest

from bot.answering.answerer import Answerer
from bot.cli.main import pullquote
from bot.cli.terminal import chat
from bot.settings import Settings
from store.archive import open_store
from tests.builders import add, chats_of, sample_drafts

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text("utf-8")
COMMAND_LINE = (ROOT / "docs" / "command-line.md").read_text("utf-8")
OPERATING = (ROOT / "docs" / "operating.md").read_text("utf-8")
DOCUMENTS = sorted(
    path.relative_to(ROOT).as_posix()
    for pattern in ("*.md", "docs/**/*.md", "benchmarks/*.md")
    for path in ROOT.glob(pattern)
)


def variables() -> set[str]:
    prefix = Settings.model_config["env_prefix"]
    return {
        str(field.validation_alias or prefix + name.upper())
        for name, field in Settings.model_fields.items()
    }


def test_the_example_settings_are_all_the_settings():
    example = (ROOT / ".env.example").read_text("utf-8")
    named = re.findall(r"^#?\s?([A-Z][A-Z_]+)=", example, re.MULTILINE)
    assert sorted(named) == sorted(variables())


def test_the_operating_manual_explains_every_setting():
    named = re.findall(r"^\| `([A-Z_]+)` \|", OPERATING, re.MULTILINE)
    assert sorted(named) == sorted(variables())


def commands_of(group: click.Group) -> dict[str, click.Command]:
    context = click.Context(group)
    found = {name: group.get_command(context, name) for name in group.list_commands(context)}
    return {name: command for name, command in found.items() if command is not None}


def every_command() -> list[click.Command]:
    top = list(commands_of(pullquote).values())
    below = [
        c for group in top if isinstance(group, click.Group) for c in commands_of(group).values()
    ]
    return [*top, *below]


def test_the_manual_describes_every_command_and_no_other():
    described = re.findall(r"^\| `pullquote ([a-z]+)", COMMAND_LINE, re.MULTILINE)
    assert sorted(described) == sorted(commands_of(pullquote))


def test_the_manual_describes_every_option():
    options = {
        option
        for command in every_command()
        for parameter in command.params
        for option in parameter.opts
        if option.startswith("--")
    }
    assert {"--archive", "--jobs", "--feeds"} < options
    assert {option for option in options if f"`{option}" not in COMMAND_LINE} == set()


def test_the_help_of_every_command_shows_an_example():
    for command in every_command():
        assert command.help
        assert command.epilog
        assert re.search(rf"\bpullquote (feeds |collections )?{command.name}\b", command.epilog)


def test_the_readme_lists_every_command_of_the_chat():
    catalogue = tomllib.loads((ROOT / "bot/reply/catalogues/en.toml").read_text("utf-8"))
    listed = {
        command
        for row in re.findall(r"^\| (`/.+?) \|", README, re.MULTILINE)
        for command in re.findall(r"/([a-z]+)", row)
    }
    assert listed == set(catalogue["commands"])


def test_the_readme_has_two_commands_that_stand_by_themselves():
    lines = [line for line in README.splitlines() if line.startswith("pip install")]
    pinned = re.fullmatch(r"pip install uv==([\d.]+) && uv run pullquote chat", lines[0])
    assert pinned
    assert lines[1:] == [f"pip install uv=={pinned[1]} && uv run pytest"]


def test_one_version_of_uv_is_named_everywhere():
    named = {
        version
        for name in DOCUMENTS
        for version in re.findall(r"uv==([\d.]+\d)", (ROOT / name).read_text("utf-8"))
    }
    assert len(named) == 1


def test_the_conversation_in_the_readme_quotes_the_sample_letter_for_letter():
    sample = "\n".join(path.read_text("utf-8") for path in (ROOT / "bot/sample").glob("*.md"))
    conversation = README.split("<!-- Conversation:")[1].split("```")[1]
    quoted = re.findall(r"^\s*│ (.+)$", conversation, re.MULTILINE)
    assert quoted
    assert [line for line in quoted if line not in sample] == []


def test_the_conversation_in_the_readme_is_the_one_that_is_had(tmp_path: Path) -> None:
    conversation = README.split("<!-- Conversation:")[1].split("```")[1]
    asked = re.findall(r"^you> (.+)$", conversation, re.MULTILINE)
    out = io.StringIO()
    with closing(open_store(tmp_path / "archive.db")) as archive:
        add(archive, *sample_drafts())
        with closing(chats_of(archive)) as chats:
            stdin = io.StringIO("".join(f"{line}\n" for line in asked))
            assert chat(Answerer(archive), chats, stdin, out) == 0
    said = out.getvalue().splitlines()
    # Links are shortened there, and a question stands behind a prompt.
    shown = [line for line in conversation.splitlines() if line and "#:~:text" not in line]
    assert [line for line in shown if not line.startswith("you> ") and line not in said] == []


@pytest.mark.parametrize("name", DOCUMENTS)
def test_links_between_documents_lead_somewhere(name: str):
    path = ROOT / name
    targets = re.findall(r"\]\((?!https?://|#)([^)#]+)", path.read_text("utf-8"))
    assert [target for target in targets if not (path.parent / target).exists()] == []


def defines(code: str, name: str) -> bool:
    """Whether a class, function or constant of that name stands there; "search…" is several."""
    end = "" if name.endswith("…") else r"(?:\(|\[|: | = |:$)"
    pattern = rf"^ *(?:(?:async )?def |class |){re.escape(name.rstrip('…'))}{end}"
    return re.search(pattern, code, re.MULTILINE) is not None


def test_the_architecture_names_functions_where_they_are() -> None:
    text = (ROOT / "docs/architecture.md").read_text("utf-8")
    calls = re.findall(
        r"^ *\(?([\w.…, ]+?)(?: of a line)? {2,}((?:bot|store)/\S+\.py)", text, re.MULTILINE
    )
    calls += re.findall(r"`([\w.]+)` in\s`((?:bot|store)/\S+\.py)`", text)
    assert len(calls) > 50
    named = [
        (part, path)
        for names, path in calls
        for name in names.split(", ")
        for part in name.split(".")
    ]
    assert [
        f"{name} in {path}"
        for name, path in named
        if not defines((ROOT / path).read_text("utf-8"), name)
    ] == []


def test_every_path_that_documents_name_exists() -> None:
    missing = {
        f"{name}: {path}"
        for name in DOCUMENTS
        if not name.startswith(("docs/decisions", "CHANGELOG"))
        for path in re.findall(
            r"`((?:bot|store|tests|docs|benchmarks)/[\w./-]*)`", (ROOT / name).read_text("utf-8")
        )
        if not (ROOT / path).exists()
    }
    assert missing == set()


def test_decisions_are_numbered_without_a_gap():
    names = sorted(path.name for path in (ROOT / "docs/decisions").glob("*.md"))
    assert [name[:4] for name in names] == [f"{i:04}" for i in range(1, len(names) + 1)]


@pytest.mark.parametrize("path", sorted((ROOT / "bot/sample").glob("*.md")), ids=lambda p: p.stem)
def test_every_sample_article_says_that_it_is_invented(path: Path):
    assert re.search(r"invented\)|erfunden\)|вымысел\)", path.read_text("utf-8"))
