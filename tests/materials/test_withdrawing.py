"""A document leaves the catalogue with everything kept, and comes back by a trainer or a changed file."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask

from app import audit
from app.db import transaction
from app.errors import NotFound
from app.materials import queries
from app.materials.rules import DocumentKind, Outcome, Result, StillUsed
from app.materials.services import bring_back, publish_folder, withdraw, withdrawal_of
from tests.factories import Factory
from tests.materials.texts import TEXTS, write

AT = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
EXTRA = "modul/77-lepas/modul.md"
SOURCE = (
    "---\njudul: Modul lepas\nringkasan: Tidak dipakai siapa pun.\ntujuan:\n  - tahu\nmenit: 3\n"
    "jp: 0.1\n---\n\n"
    "## Satu bagian {#satu}\n\nIsinya satu kalimat.\n"
)


@pytest.fixture
def folder(app: Flask, tmp_path: Path) -> Path:
    del app
    root = write(tmp_path / "content", TEXTS | {EXTRA: SOURCE})
    publish(root)
    return root


def publish(folder: Path, **changes: object) -> list[Outcome]:
    with transaction():
        return publish_folder(folder, by=None, at=AT, **changes)  # type: ignore[arg-type]


def paths() -> set[str]:
    return {state.path for state in queries.document_state()}


def gone(path: str = EXTRA) -> tuple[str, ...]:
    with transaction():
        return withdraw(path, by=None)


def test_a_file_that_vanished_is_a_warning_and_the_document_stands(folder: Path) -> None:
    (folder / EXTRA).unlink()
    warned = [outcome for outcome in publish(folder) if outcome.problems]
    (outcome,) = [each for each in warned if each.path == EXTRA]
    assert outcome.result is Result.TETAP
    assert str(outcome.problems[0]).startswith(f"{EXTRA}:1: PERINGATAN BERKAS Berkas ini tidak ada lagi")
    assert EXTRA in paths()


def test_a_module_that_only_changed_its_number_is_no_vanished_file(folder: Path) -> None:
    (folder / EXTRA).rename(write(folder, {"modul/78-lepas/modul.md": SOURCE}) / "modul/78-lepas/modul.md")
    assert not [
        each for each in publish(folder) if any("tidak ada lagi" in p.sentence for p in each.problems)
    ]


def test_a_withdrawn_document_leaves_the_catalogue_and_keeps_its_versions(folder: Path) -> None:
    assert gone() == (EXTRA,)
    assert EXTRA not in paths()
    assert queries.module("lepas") is None
    assert len(queries.history(DocumentKind.MODUL, "lepas")) == 1
    assert [state.path for state in queries.withdrawn_states()] == [EXTRA]
    entry = audit.entries(limit=1)[0]
    assert (entry.action, entry.subject) == ("withdraw document", EXTRA)
    assert folder


def test_its_own_file_does_not_bring_it_back_but_a_changed_one_does(folder: Path) -> None:
    gone()
    publish(folder)
    assert EXTRA not in paths()
    write(folder, {EXTRA: SOURCE.replace("satu kalimat", "dua kalimat")})
    publish(folder)
    assert EXTRA in paths()
    assert [state.number for state in queries.history(DocumentKind.MODUL, "lepas")] == [2, 1]


def test_overwriting_by_name_brings_the_same_file_back(folder: Path) -> None:
    gone()
    publish(folder, overwrite=frozenset({"lepas"}))
    assert EXTRA in paths()


def test_it_comes_back_with_its_last_text_as_a_new_version(folder: Path, factory: Factory) -> None:
    gone()
    (state,) = queries.withdrawn_states()
    with transaction():
        outcome = bring_back(
            EXTRA, SOURCE, by=factory.person(name="Ketut"), at=AT, version_id=state.version_id
        )
    assert (outcome.result, outcome.number) == (Result.TERBIT, 2)
    assert EXTRA in paths()
    assert queries.withdrawn_states() == []
    assert folder


def test_what_others_lean_on_is_not_withdrawn_and_the_places_are_named(folder: Path) -> None:
    used = next(path for path in TEXTS if path.endswith("/modul.md"))
    found = withdrawal_of(used)
    assert found is not None
    assert found.leaning
    with pytest.raises(StillUsed, match=r"masih dipakai .* baris"):
        gone(used)
    assert used in paths()
    assert folder


@pytest.mark.parametrize("path", ["modul/99-tidak-ada/modul.md", "salah-kaprah.yml", "../x"])
def test_lists_and_unknown_documents_are_not_withdrawn(folder: Path, path: str) -> None:
    assert folder
    with pytest.raises(NotFound):
        gone(path)
