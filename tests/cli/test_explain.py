"""`cobranza explain`: one invoice, told from a stored ledger or from the files."""

import re
from datetime import date
from pathlib import Path

import pytest

from cobranza.store import Store
from cobranza.testing.portfolio import Portfolio, write_portfolio
from tests.ledger.makers import uid
from tests.store.test_store import xml
from tests.test_cli import AS_OF, run, start
from tests.test_sources import put


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A company, and the ledger kept of it."""
    folder = tmp_path_factory.mktemp("explain")
    write_portfolio(folder / "p", Portfolio(size=60, seed=2, as_of=date.fromisoformat(AS_OF)))
    run("ledger", folder / "p", "--store", folder / "s")
    return folder / "p", folder / "s"


@pytest.mark.parametrize("lang", ["es", "en"])
def test_tells_everything_of_the_story(folders: tuple[Path, Path], lang: str) -> None:
    _, kept = folders
    store = Store.open(kept)
    for receivable in store.ledger().receivables[:8]:
        story = store.explain(receivable.uuid, date.fromisoformat(AS_OF), lang)  # type: ignore[arg-type]
        options = ("--store", kept, "--as-of", AS_OF, "--lang", lang)
        result = run("explain", receivable.uuid, *options)
        assert result.exit_code == 0
        told = " ".join(result.output.split())
        assert told.startswith(story.title)
        sections = [line for _, lines in story.sections for line in lines]
        for words in (*(row.text for row in story.rows), *(value for _, value in story.facts)):
            assert words.split()[0] in told
        for row in story.rows:
            assert f"{row.event.date}" in told
            assert f"{row.balance:,.2f}" in told
        assert all(line.split()[0] in told for line in sections)
        assert not any(line.endswith(" ") for line in result.output.splitlines())


def test_the_files_tell_the_same(folders: tuple[Path, Path]) -> None:
    company, kept = folders
    uuid = Store.open(kept).ledger().receivables[3].uuid
    stored, told = (
        run("explain", uuid[:10], option, place, "--as-of", AS_OF)
        for option, place in (("--store", kept), ("--source", company))
    )
    assert (stored.exit_code, stored.output) == (0, told.output)


def test_what_came_later_is_left_off(folders: tuple[Path, Path]) -> None:
    _, kept = folders
    receivable = Store.open(kept).ledger().receivables[0]
    day = str(receivable.events[0].date)
    result = run("explain", receivable.number, "--store", kept, "--as-of", day)
    assert len(re.findall(r"^\d{4}-\d\d-\d\d  ", result.output, re.MULTILINE)) == 1


def test_an_unknown_uuid_is_a_sentence_with_what_is_near(folders: tuple[Path, Path]) -> None:
    company, kept = folders
    uuid = Store.open(kept).ledger().receivables[0].uuid
    for place in (("--store", kept), ("--source", company)):
        result = run("explain", f"{uuid[:6]}-0000", *place)
        assert (result.exit_code, result.stdout) == (2, "")
        assert f"cobranza: no invoice goes by '{uuid[:6]}-0000'; near it: {uuid}" in result.stderr
        result = run("explain", "00000000-0000-0000-0000-000000000000", *place)
        assert (result.exit_code, result.stdout) == (2, "")
        assert result.stderr.startswith("cobranza: no invoice goes by '00000000-0000")


@pytest.mark.parametrize("places", [(), ("--store", "a", "--source", "b")])
def test_one_place_is_needed(places: tuple[str, ...]) -> None:
    result = run("explain", "X", *places)
    assert result.exit_code == 2
    assert "give --store DIR or --source FOLDER, one of them" in result.stderr


@pytest.mark.parametrize(
    ("place", "sentence"),
    [
        (("--store", "nowhere"), "nowhere is not a stored ledger: there is no manifest.json in it"),
        (("--source", "nowhere"), "nowhere does not exist, expected a folder or a ZIP archive"),
    ],
)
def test_places_that_are_none(place: tuple[str, str], sentence: str) -> None:
    result = run("explain", "X", *place)
    assert (result.exit_code, result.stderr) == (2, f"cobranza: {sentence}\n")


def test_text_of_documents_cannot_steer_the_terminal_nor_is_it_markup(tmp_path: Path) -> None:
    name = "[red]SALA [link=x]"
    put(tmp_path / "1.xml", xml(1).replace("UNIVERSIDAD ROBOTICA ESPAÑOLA".encode(), name.encode()))
    result = run("explain", uid(1), "--source", tmp_path)
    assert name in result.output


def widest(output: str) -> int:
    return max(len(re.sub(r"\x1b\[[\d;]*m", "", line)) for line in output.splitlines())


def test_a_terminal_sets_the_width(
    folders: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    _, kept = folders
    uuid = Store.open(kept).ledger().receivables[0].uuid
    assert 70 < widest(run("explain", uuid, "--store", kept).output) <= 100
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "70")
    result = run("explain", uuid, "--store", kept)
    assert widest(result.output) <= 70
    assert "\x1b[" in result.output


def test_in_a_process_of_its_own(folders: tuple[Path, Path]) -> None:
    _, kept = folders
    uuid = Store.open(kept).ledger().receivables[0].uuid
    result = start("explain", uuid, "--store", kept)
    assert (result.returncode, result.stderr) == (0, "")
    assert result.stdout == run("explain", uuid, "--store", kept).output
