"""The arrows hold, and each contract would notice a violation: one is planted in a copy per contract."""

import shutil
import subprocess
import sys
from configparser import ConfigParser
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LINT = Path(sys.executable).parent / "lint-imports"

PLANTED = {
    "house": ("app/people/services/accounts.py", "import app.quiz.rules"),
    "room": ("app/people/queries/accounts.py", "import app.people.services"),
    "pure": ("app/learning/rules.py", "import sqlalchemy"),
    "services": ("app/learning/services.py", "import flask"),
    "views": ("app/learning/views.py", "import sqlalchemy"),
    "people-models": ("app/learning/queries/__init__.py", "import app.people.models"),
    "materials-models": ("app/learning/queries/__init__.py", "import app.materials.models"),
    "learning-models": ("app/quiz/queries/lists.py", "import app.learning.models"),
    "quiz-models": ("app/desk/queries.py", "import app.quiz.models"),
    "db": ("app/db/words.py", "import app.db.engines"),
}


def lint(folder: Path, contract: str) -> subprocess.CompletedProcess[str]:
    command = [str(LINT), "--no-cache", "--contract", contract]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def test_every_contract_has_a_planted_violation() -> None:
    config = ConfigParser()
    config.read(ROOT / ".importlinter")
    names = {name.rsplit(":", 1)[1] for name in config.sections() if ":contract:" in name}
    assert names == set(PLANTED)


@pytest.mark.parametrize("contract", PLANTED)
def test_a_planted_violation_turns_its_contract_red(contract: str, tmp_path: Path) -> None:
    shutil.copytree(
        ROOT / "app", tmp_path / "app", ignore=shutil.ignore_patterns("static", "templates", "__pycache__")
    )
    shutil.copyfile(ROOT / ".importlinter", tmp_path / ".importlinter")
    path, line = PLANTED[contract]
    file = tmp_path / path
    file.write_text(file.read_text(encoding="utf-8") + f"\n{line}\n", encoding="utf-8")
    result = lint(tmp_path, contract)
    assert result.returncode == 1, result.stdout + result.stderr
    assert "BROKEN" in result.stdout
