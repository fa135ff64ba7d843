"""Readers that need a package of their own: the sentence that says what to install."""

from __future__ import annotations

import importlib
from types import ModuleType

from store.errors import ExtractError


def load_extra(module: str, extra: str, what: str) -> ModuleType:
    """The module, imported now.

    Raises:
        ExtractError: it is not installed; the message says how to install it.
    """
    try:
        return importlib.import_module(module)
    except ImportError as error:
        message = f"{what} need an extra package: install it with `uv sync --extra {extra}`."
        raise ExtractError(message) from error
