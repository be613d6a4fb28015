"""What the documents say is what the code does."""

import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_every_setting_stands_in_the_operating_guide_and_no_other() -> None:
    code = (ROOT / "app" / "config.py").read_text(encoding="utf-8")
    read = set(re.findall(r'"((?:PAHAM_[A-Z_]+|DATABASE_URL|SECRET_KEY))"', code))
    guide = (ROOT / "docs" / "operating.md").read_text(encoding="utf-8")
    listed = set(re.findall(r"^\| `([A-Z_]+)` \|", guide, flags=re.MULTILINE))
    assert read == listed


def test_the_readme_shows_what_the_makefile_runs() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    install = "--require-hashes --only-binary :all: -r requirements.txt"
    for command in ("serve --demo", "-m tests.run", install):
        assert command in makefile.replace("$(PORT)", "").replace("  ", " ")
        assert command in readme


def test_the_readme_links_lead_somewhere() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)#:]+)\)", readme):
        assert (ROOT / target).exists(), target


def test_no_path_of_a_machine_and_no_registry_stands_in_the_project() -> None:
    files = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.split("\n")
    patterns = ("/wo" + "rk/", "pypi" + r"\.org", "npmjs" + r"\.", "python" + "hosted")
    words = [re.compile(pattern) for pattern in patterns]
    for name in filter(None, files):
        path = ROOT / name
        if not path.is_file() or path.suffix in {".png", ".svg"}:
            continue
        text = path.read_text(encoding="utf-8", errors="replace")
        assert not [word.pattern for word in words if word.search(text)], name


def test_the_locks_pin_everything_with_hashes() -> None:
    for name in ("requirements.txt", "requirements-dev.txt"):
        text = (ROOT / name).read_text(encoding="utf-8")
        pins = [line for line in text.splitlines() if re.match(r"^[a-z0-9]", line)]
        assert pins
        assert all("==" in line for line in pins)
        assert text.count("--hash=sha256:") > len(pins)


def test_every_test_that_the_security_table_names_exists() -> None:
    table = (ROOT / "docs" / "asvs.md").read_text(encoding="utf-8")
    named = re.findall(r"`(tests/[^`]*)`", table)
    assert len(named) > 60
    for name in named:
        path, _, test = name.partition("::")
        assert test, f"{name}: a file is no proof, name its test"
        assert f"def {test}(" in (ROOT / path).read_text(encoding="utf-8"), name
    for row in re.findall(r"^\| [0-9.x, –]+ \|.*\|$", table, flags=re.MULTILINE):
        state, shown = (cell.strip() for cell in row[1:-1].split("|")[2:])
        assert shown or "deviation" in state or "not applicable" in state or "none" in state, row
