"""For all tests: how many examples a property gets, and how many processes a run takes."""

from __future__ import annotations

import os

import pytest
from hypothesis import HealthCheck, settings

# Properties are not judged by the clock, which belongs to a shared machine.
_UNHURRIED = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow]}

settings.register_profile("quick", max_examples=20, **_UNHURRIED)
settings.register_profile("thorough", max_examples=100, **_UNHURRIED)
settings.load_profile(
    os.environ.get("HYPOTHESIS_PROFILE") or ("thorough" if os.environ.get("CI") else "quick")
)


@pytest.hookimpl(tryfirst=True)
def pytest_xdist_auto_num_workers(config: pytest.Config) -> int | None:
    """Keep a run of named files in this process, which takes less time than starting others."""
    is_whole = any(os.path.isdir(path.partition("::")[0]) for path in config.args)  # noqa: PTH112
    return None if is_whole else 0
