"""Loads packages that are not installed by default, or says how to install them."""

from __future__ import annotations

import importlib
from types import ModuleType

from store.errors import ExtractError


def load_extra(module: str, extra: str, what: str) -> ModuleType:
    """Imports a module of the optional dependency `extra`, which reads `what` ("PDF files").

    Raises:
        ExtractError: the module is not installed; the message says how to install it.
    """
    try:
        return importlib.import_module(module)
    except ImportError as error:
        message = f"{what} need an extra package: install it with `uv sync --extra {extra}`."
        raise ExtractError(message) from error
