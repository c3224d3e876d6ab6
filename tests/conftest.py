"""What holds for all tests: the developer's own settings are out of reach."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest


@pytest.fixture(scope="session", autouse=True)
def _no_settings_from_outside() -> Iterator[None]:
    """No EHELSE_ variable of the shell that runs the tests reaches them."""
    with pytest.MonkeyPatch.context() as patch:
        for name in [name for name in os.environ if name.startswith("EHELSE_")]:
            patch.delenv(name)
        yield
