"""The command that writes the facts behind the figures."""

import json
from pathlib import Path

from flask import Flask

from tests.comprehension.province import group, live_through, province
from tests.factories import Factory


def test_export_and_compute_meet(published: Flask, factory: Factory, tmp_path: Path) -> None:
    live_through(province(group("SATU", first=1, paham=12, misled=3, idle=2)), factory)
    runner = published.test_cli_runner()
    exported = runner.invoke(args=["comprehension", "export", "--at", "2026-06-30"])
    assert exported.exit_code == 0
    file = tmp_path / "keadaan.json"
    file.write_text(exported.stdout)
    computed = runner.invoke(args=["comprehension", "compute", str(file)])
    opd = json.loads(computed.stdout)["opd"]["SATU"]
    assert (opd["wajib"], opd["terukur"], opd["paham"], opd["salah_kaprah"]) == (17, 15, 12, 3)


def test_export_without_a_standard_ends_with_one_and_says_what_to_do(app: Flask) -> None:
    result = app.test_cli_runner().invoke(args=["comprehension", "export"])
    assert result.exit_code == 1
    assert "flask content publish" in result.stderr
