from __future__ import annotations

from pathlib import Path

import pytest

from bot.errors import BotError, SettingsError
from bot.settings import Access, ArticleView, read_settings

GOOD = "123456:ABC-def_1"


@pytest.fixture(autouse=True)
def _empty_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    import os  # noqa: PLC0415

    for name in list(os.environ):
        if name.startswith(("PULLQUOTE_", "TELEGRAM_")):
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)


def test_the_environment_wins_over_the_file(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / ".env").write_text(
        f"TELEGRAM_BOT_TOKEN={GOOD}\nPULLQUOTE_ARTICLE_VIEW=all\nPULLQUOTE_MEMORY_HOURS=2\n"
    )
    monkeypatch.setenv("PULLQUOTE_MEMORY_HOURS", "3")
    settings = read_settings()
    assert settings.token() == GOOD
    assert (settings.article_view, settings.memory_hours) == (ArticleView.ALL, 3)


def test_a_setting_left_empty_is_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PULLQUOTE_ACCESS", "")
    monkeypatch.setenv("TELEGRAM_API_URL", "")
    settings = read_settings()
    assert settings.access is Access.EVERYONE
    assert settings.telegram_api_url is None


def test_ids_are_separated_by_commas_or_spaces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PULLQUOTE_ALLOWED_IDS", "7, -100 8")
    assert read_settings().allowed_ids == {7, -100, 8}


def test_a_missing_token_is_named_only_when_it_is_needed() -> None:
    settings = read_settings()
    with pytest.raises(SettingsError, match="TELEGRAM_BOT_TOKEN is not set"):
        settings.token()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("TELEGRAM_BOT_TOKEN", "secretsecret"),
        ("TELEGRAM_API_URL", "127.0.0.1:8081"),
        ("PULLQUOTE_ARTICLE_VIEW", "everything"),
        ("PULLQUOTE_MEMORY_HOURS", "soon"),
        ("PULLQUOTE_BUTTONS_DAYS", "0"),
        ("PULLQUOTE_ACCESS", "nobody"),
        ("PULLQUOTE_ALLOWED_IDS", "ann"),
        ("PULLQUOTE_OPERATOR_IDS", "ann"),
        ("PULLQUOTE_QUESTIONS_PER_MINUTE", "-1"),
        ("PULLQUOTE_WEBHOOK_URL", "http://plain.example/hook"),
        ("PULLQUOTE_WORKERS", "-1"),
        ("PULLQUOTE_WEBHOOK_PORT", "70000"),
        ("PULLQUOTE_WEBHOOK_SECRET", "p@ss word"),
        ("PULLQUOTE_HEALTH_PORT", "x"),
    ],
)
def test_a_wrong_setting_ends_in_a_sentence_that_names_it(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError, match=f"^{name}: ") as caught:
        read_settings()
    if name in {"TELEGRAM_BOT_TOKEN", "PULLQUOTE_WEBHOOK_SECRET"}:
        assert value not in str(caught.value)
    assert isinstance(caught.value, BotError)


def test_settings_do_not_change_and_do_not_show_the_token(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", GOOD)
    settings = read_settings()
    assert GOOD not in repr(settings)
    with pytest.raises(ValueError, match="frozen"):
        settings.memory_hours = 1  # type: ignore[misc]
