"""What Chrome and WebView 90 cannot read must not stand in the served sheet."""

import re
from pathlib import Path

import brotli
import pytest

STATIC = Path(__file__).resolve().parents[2] / "app/web/static"
SHEET = STATIC / "css/paham.css"
SCRIPT = STATIC / "js/kit.js"
SHEETS = sorted((STATIC / "css").glob("*.css"))


def rules(sheet: Path = SHEET) -> str:
    return re.sub(r"/\*.*?\*/", "", sheet.read_text(), flags=re.DOTALL)


@pytest.mark.parametrize(
    "feature",
    [
        r"@layer",
        r":has\(",
        r"color-mix\(",
        r"@container",
        r"container-type",
        r"@property",
        r"@scope",
        r"@supports",
        r"\boklch\(|\boklab\(|\blch\(|\bhwb\(",
        r"\d(dvh|svh|lvh|dvw|svw|lvw|cqw|cqi)\b",
        r"\bsubgrid\b",
        r"(?<![-\w])(translate|rotate|scale)\s*:",
        r"@media[^{]*[<>]=?",
        r"@import",
        r"url\(",
        r"overflow\s*:\s*clip",
        r"!important(?![^{}]*\})",
    ],
)
@pytest.mark.parametrize("sheet", SHEETS, ids=lambda path: path.stem)
def test_no_sheet_uses_anything_younger_than_webview_90(sheet: Path, feature: str) -> None:
    assert not re.search(feature, rules(sheet))


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda path: path.stem)
def test_no_rule_stands_inside_another(sheet: Path) -> None:
    depth, group = 0, []
    for token in re.findall(r"[^{}]*[{}]", rules(sheet)):
        if token.endswith("{"):
            head = token[:-1].strip().rsplit("}", 1)[-1].strip()
            assert depth == 0 or group[-1].startswith(("@media", "@page")), f"nested: {head}"
            group.append(head.rsplit(";", 1)[-1].strip())
            depth += 1
        else:
            group.pop()
            depth -= 1
    assert depth == 0


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda path: path.stem)
def test_colours_are_named_once_as_tokens(sheet: Path) -> None:
    for line in rules(sheet).splitlines():
        declared = re.sub(r"--[\w-]+:[^;]*;?", "", line)
        assert not re.search(r"#[0-9a-fA-F]{3,8}\b", declared), line


def test_every_token_used_is_defined() -> None:
    text = "".join(rules(sheet) for sheet in SHEETS)
    defined = set(re.findall(r"(--[\w-]+)\s*:", text))
    assert set(re.findall(r"var\((--[\w-]+)", text)) <= defined


def test_both_dark_palettes_say_the_same() -> None:
    text = rules()
    chosen = re.search(r":root\[data-theme=gelap\] \{(.*?)\}", text, re.DOTALL)
    system = re.search(r":root:not\(\[data-theme=terang\]\) \{(.*?)\}", text, re.DOTALL)
    assert chosen
    assert system
    assert chosen[1].split() == system[1].split()


def test_the_first_view_stays_small() -> None:
    assert len(brotli.compress(SHEET.read_bytes())) <= 9_500
    assert len(SCRIPT.read_bytes()) < 2_000
