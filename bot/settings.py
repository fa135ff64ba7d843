"""Reads the operator's settings, once, from the environment and `.env`.

Every setting is `PULLQUOTE_` and its name here; Telegram's own two keep Telegram's names.
`.env.example` lists them all.
"""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from bot.errors import SettingsError
from bot.locations import ENV_FILE, default_archive

_PREFIX = "PULLQUOTE_"


class ArticleView(StrEnum):
    """Part of an article that may be read in the chat, for its owner's rights."""

    NOTHING = "nothing"
    OPENING = "opening"
    ALL = "all"


class Access(StrEnum):
    """People and chats that the bot answers."""

    EVERYONE = "everyone"
    LIST = "list"  # the people and chats of `allowed_ids`
    GROUPS = "groups"  # groups, and the people and chats of `allowed_ids`


class Settings(BaseSettings):
    """All settings; frozen. Build with `read_settings`."""

    model_config = SettingsConfigDict(
        env_prefix=_PREFIX,
        env_file=ENV_FILE,
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
    )

    telegram_bot_token: SecretStr | None = Field(
        default=None, validation_alias="TELEGRAM_BOT_TOKEN"
    )
    telegram_api_url: str | None = Field(
        default=None, validation_alias="TELEGRAM_API_URL", pattern=r"^https?://\S+$"
    )
    archive: Path = Field(default_factory=default_archive)
    chats: Path | None = None  # beside the archive
    article_view: ArticleView = ArticleView.OPENING
    memory_hours: int = Field(default=6, ge=1, le=24 * 7)
    buttons_days: int = Field(default=30, ge=1, le=365)
    access: Access = Access.EVERYONE
    allowed_ids: Annotated[frozenset[int], NoDecode] = frozenset()
    operator_ids: Annotated[frozenset[int], NoDecode] = frozenset()
    questions_per_minute: int = Field(default=30, ge=0)
    follows_per_chat: int = Field(default=50, ge=0, le=1000)
    allow_private_addresses: bool = False
    refresh_minutes: int = Field(default=5, ge=0, le=24 * 60)
    workers: int = Field(default=3, ge=0, le=64)
    webhook_url: str | None = Field(default=None, pattern=r"^https://\S+$")
    webhook_listen: str = "127.0.0.1"
    webhook_port: int = Field(default=8080, ge=1, le=65535)
    webhook_secret: SecretStr | None = None
    health_port: int = Field(default=0, ge=0, le=65535)

    @field_validator("telegram_bot_token")
    @classmethod
    def _has_token_form(cls, token: SecretStr | None) -> SecretStr | None:
        if token is not None:
            number, colon, secret = token.get_secret_value().partition(":")
            if not (colon and number.isdecimal() and secret.isascii() and secret.isprintable()):
                message = "a token looks like 123456:ABC-DEF, as @BotFather gives it"
                raise ValueError(message)
        return token

    @field_validator("webhook_secret")
    @classmethod
    def _has_secret_form(cls, secret: SecretStr | None) -> SecretStr | None:
        if secret is not None:
            text = secret.get_secret_value()
            if not (8 <= len(text) <= 256 and text.replace("-", "_").isidentifier()):
                message = "8 to 256 letters, digits, _ and -, not beginning with a digit"
                raise ValueError(message)
        return secret

    @field_validator("allowed_ids", "operator_ids", mode="before")
    @classmethod
    def _split_ids(cls, value: object) -> object:
        return value.replace(",", " ").split() if isinstance(value, str) else value

    def token(self) -> str:
        """The bot's token.

        Raises:
            SettingsError: there is none.
        """
        if self.telegram_bot_token is None:
            message = (
                "TELEGRAM_BOT_TOKEN is not set: get a token from @BotFather in Telegram and put it"
                " into the environment or into a file named .env"
            )
            raise SettingsError(message)
        return self.telegram_bot_token.get_secret_value()


def read_settings() -> Settings:
    """The settings of the environment and of `.env` in the working directory.

    Raises:
        SettingsError: one of them is wrong; the sentence names it, and never shows a secret.
    """
    try:
        return Settings()
    except ValidationError as error:
        sentences = [
            f"{_variable(str(problem['loc'][0]))}: {problem['msg'].removeprefix('Value error, ')}"
            for problem in error.errors(include_input=False, include_url=False)
        ]
        raise SettingsError("; ".join(sentences)) from None
    except UnicodeDecodeError as error:
        message = f"{ENV_FILE} is not a text file in UTF-8"
        raise SettingsError(message) from error


def _variable(name: str) -> str:
    return name if name.isupper() else f"{_PREFIX}{name.upper()}"
