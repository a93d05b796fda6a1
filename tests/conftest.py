"""Hypothesis profiles, and the reference material that is used when it is present."""

import importlib.util
import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

ROOT = Path(__file__).parents[1]

# The same examples in every run where a failure must be repeatable, new ones on a desk.
settings.register_profile(
    "ci",
    derandomize=True,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile("dev", deadline=None)
settings.load_profile("ci" if os.environ.get("CI") else "dev")

# A developer's own newer catalogs must not decide what the tests see.
os.environ["COBRANZA_DATA_DIR"] = str(ROOT / "build" / "no-catalogs-installed")


@pytest.fixture(scope="session")
def corpus() -> Path:
    """The folder of public CFDI files, with its `index.csv`."""
    folder = ROOT.parent / "shared" / "corpus"
    if not folder.is_dir():
        pytest.skip("the corpus of public CFDI files is not beside the project")
    return folder


@pytest.fixture(scope="session")
def official_schemas() -> Path:
    """The folder with SAT's own XSD files, which ship inside satcfdi."""
    spec = importlib.util.find_spec("satcfdi")
    if spec is None or spec.origin is None:
        pytest.skip("satcfdi is not installed (dependency group `peers`)")
    folder = Path(spec.origin).parent / "transform" / "schemas"
    if not folder.is_dir():
        pytest.skip("this release of satcfdi ships no schemas")
    return folder
