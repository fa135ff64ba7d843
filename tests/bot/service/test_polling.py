from __future__ import annotations

import importlib.util
import sys

import pytest

from bot.service.polling import forget_missing_sniffio


def test_a_package_that_is_missing_is_looked_for_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "sniffio", raising=False)
    is_there = importlib.util.find_spec("sniffio") is not None
    forget_missing_sniffio()
    assert is_there or sys.modules.pop("sniffio", "looked for") is None
