"""The names of `cobranza.sat`: all there, each where it says, and nothing loaded for them."""

import importlib
import subprocess
import sys

import pytest

from cobranza import sat


@pytest.mark.parametrize("name", sat.__all__)
def test_every_name_is_that_of_its_home(name: str) -> None:
    home = importlib.import_module(sat._HOMES[name])
    assert getattr(sat, name) is getattr(home, name)
    assert name in dir(sat)
    assert name in home.__all__


def test_no_other_name() -> None:
    with pytest.raises(AttributeError, match=r"module 'cobranza\.sat' has no attribute 'nada'"):
        _ = sat.nada


@pytest.mark.parametrize("module", ["", ".status", ".download", ".errors"])
def test_importing_does_not_load_httpx(module: str) -> None:
    code = f"import sys, cobranza.sat{module}; print('httpx' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=60
    )
    assert (done.stdout.strip(), done.stderr) == ("False", "")
