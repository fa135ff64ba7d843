"""The data files of this package, read."""

from __future__ import annotations

import tomllib
from importlib import resources
from typing import Any


def load_table(name: str) -> dict[str, Any]:
    """The TOML file `data/{name}.toml`. Callers cache what they make of it."""
    path = resources.files(__package__).joinpath(f"data/{name}.toml")
    return tomllib.loads(path.read_text("utf-8"))
