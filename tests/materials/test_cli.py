"""`flask content …` as a script meets it."""

import json
from pathlib import Path

import pytest
from flask import Flask

from app.materials import queries
from tests.materials.texts import LEGAL, MODULE, TEXTS, spoiled, write


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write(tmp_path, TEXTS)


def run(app: Flask, *words: str) -> tuple[int, str]:
    result = app.test_cli_runner().invoke(args=["content", *words])
    return result.exit_code, result.output


def test_a_good_folder_is_checked_with_status_0(app: Flask, folder: Path) -> None:
    assert run(app, "check", str(folder)) == (0, "0 galat, 0 peringatan.\n")


def test_a_fault_is_printed_with_path_and_line_and_status_1(app: Flask, folder: Path) -> None:
    write(folder, spoiled(LEGAL, "status: berlaku", "status: laku"))
    status, output = run(app, "check", str(folder))
    assert status == 1
    assert output.splitlines()[0].startswith(f"{folder}/{LEGAL}:4: GALAT NILAI ")
    assert output.endswith("1 galat, 0 peringatan.\n")


def test_advice_alone_leaves_status_0(app: Flask, folder: Path) -> None:
    write(folder, spoiled(MODULE, "Antrean panjang", "Prosentase antrean panjang"))
    status, output = run(app, "check", str(folder))
    assert (status, " PERINGATAN EJAAN " in output) == (0, True)


def test_publishing_says_what_it_did(app: Flask, folder: Path) -> None:
    status, output = run(
        app, "publish", str(folder), "--jenis-perubahan", "substansi", "--catatan", "Pertama."
    )
    assert status == 0
    assert f"{folder}/{MODULE}: diterbitkan, versi 1\n" in output
    assert output.endswith("7 diterbitkan, 0 tidak berubah, 0 ditolak, 0 bentrok.\n")
    assert {state.note for state in queries.document_state()} == {"Pertama."}
    assert run(app, "publish", str(folder))[1] == "0 diterbitkan, 7 tidak berubah, 0 ditolak, 0 bentrok.\n"


def test_publishing_a_broken_file_ends_with_status_1(app: Flask, folder: Path) -> None:
    write(folder, spoiled(LEGAL, "status: berlaku", "status: laku"))
    status, _ = run(app, "publish", str(folder))
    assert status == 1


def test_a_machine_reads_json(app: Flask, folder: Path) -> None:
    write(folder, spoiled(LEGAL, "status: berlaku", "status: laku"))
    _, output = run(app, "check", str(folder), "--json")
    (problem,) = json.loads(output)["problems"]
    assert (problem["line"], problem["level"], problem["code"]) == (4, "GALAT", "NILAI")


def test_wrong_use_is_status_2(app: Flask) -> None:
    assert run(app, "publish", "--jenis-perubahan", "entah")[0] == 2


def test_a_foreign_file_becomes_a_quiz_and_its_losses_are_said(app: Flask, tmp_path: Path) -> None:
    source, target = tmp_path / "soal.gift", tmp_path / "kuis.md"
    source.write_text("$CATEGORY: a\n\nApa? {=a ~b}\n", encoding="utf-8")
    words = ("import", str(source), "--format", "gift", "--to", str(target))
    status, output = run(app, *words)
    assert status == 0
    assert output.splitlines() == [
        "soal.gift:1: HILANG kategori. Kategori tidak ada pada format kami: a",
        "1 soal terbaca, 1 catatan, 0 galat.",
    ]
    assert "## Apa? {#apa}\n\n- [x] a\n- [ ] b\n" in target.read_text(encoding="utf-8")
    status, output = run(app, *words)
    assert (status, "sudah ada dan tidak ditimpa" in output) == (1, True)
    status, output = run(app, "import", str(source), "--format", "gift", "--json")
    assert [each["construct"] for each in json.loads(output)["losses"]] == ["kategori"]


def test_a_published_quiz_goes_out_byte_for_byte_or_in_other_formats(app: Flask, folder: Path) -> None:
    run(app, "publish", str(folder))
    slug, path = next((s.slug, s.path) for s in queries.document_state() if s.path.endswith("kuis.md"))
    assert run(app, "export", slug, "--format", "md") == (0, TEXTS[path])
    status, output = run(app, "export", slug, "--format", "gift")
    assert (status, "::[markdown]" in output) == (0, True)
    assert run(app, "export", "tidak-ada", "--format", "md")[0] == 1
