"""The documentation covers what exists and runs; its `pycon` blocks are doctests themselves."""

import pkgutil
import subprocess
import sys
from pathlib import Path

import pytest

import cobranza

ROOT = Path(__file__).parents[1]
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_python_in_pages_is_executed(page: Path) -> None:
    assert "```python" not in page.read_text("utf-8"), "write it as a pycon block, which is run"


def test_every_public_module_has_its_reference() -> None:
    reference = "\n".join(page.read_text("utf-8") for page in PAGES)
    modules = [module.name for module in pkgutil.iter_modules(cobranza.__path__)]
    missing = [
        name
        for name in modules
        if not name.startswith("_") and name != "cli" and f"::: cobranza.{name}\n" not in reference
    ]
    assert missing == []


@pytest.mark.parametrize("script", sorted((ROOT / "examples").glob("*.py")), ids=lambda p: p.name)
def test_examples_run(script: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-W", "error", script],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout
