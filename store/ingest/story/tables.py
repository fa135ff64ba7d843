"""Reads the data files of this package."""

from __future__ import annotations

import tomllib
from importlib import resources
from typing import Any


def load_table(name: str) -> dict[str, Any]:
    """Parses `data/{name}.toml`. Callers cache the result."""
    path = resources.files(__package__).joinpath(f"data/{name}.toml")
    return tomllib.loads(path.read_text("utf-8"))
