"""Public samples of what the SAT gives, used when they are beside the project."""

from pathlib import Path

import pytest

_FOLDER = Path(__file__).parents[3] / "shared" / "sat" / "samples"


def samples(kind: str) -> list[Path]:
    """The files of one kind, in order; skips the test when there are none."""
    folder = _FOLDER / kind
    if not folder.is_dir():
        pytest.skip("the public samples of the SAT are not beside the project")
    return sorted(folder.iterdir())
