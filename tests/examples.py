"""How many examples a property gets that wants more or fewer than others."""

from __future__ import annotations

from typing import Any

from hypothesis import settings

_THOROUGH = 100


def examples(thorough: int, **more: Any) -> settings:
    """Settings of a property that gets `thorough` examples in a thorough run, else its share.

    `more` are other settings of Hypothesis. See the profiles in `tests/conftest.py`.
    """
    share = settings.get_profile(settings.get_current_profile_name()).max_examples / _THOROUGH
    return settings(max_examples=max(3, round(thorough * share)), **more)
