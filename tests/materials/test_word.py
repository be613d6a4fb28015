"""Text from Word and its neighbours as Markdown: headings, lists, tables and emphasis stay, nothing runs."""

import pytest

from app.materials.exchange.word import from_word
from app.materials.parsing import parse_module
from app.materials.services import read_pasted

ITEM = (
    "<p class=MsoListParagraph style='mso-list:l0 level{level} lfo1'><![if !supportLists]>"
    "<span style='mso-list:Ignore'>{sign}<span>&nbsp;&nbsp; </span></span><![endif]>{words}<o:p></o:p></p>"
)
SAMPLES = [
    ("<h1>Bab</h1><h2>Anak</h2>", "## Bab\n\n### Anak\n"),
    ("<p class=MsoTitle>Judul</p><p class=MsoHeading2>Anak</p>", "## Judul\n\n### Anak\n"),
    ("<h3><b>Hanya ini</b></h3>", "## Hanya ini\n"),
    ("<p>Satu <b>tebal</b> dan <i>miring</i>.</p>", "Satu **tebal** dan *miring*.\n"),
    ('<p><span style="font-weight:700">tebal</span></p>', "**tebal**\n"),
    ('<b style="font-weight:normal"><p>biasa</p></b>', "biasa\n"),
    ("<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul>", "- a\n    - b\n- c\n"),
    ("<ol><li>a</li><li>b</li></ol>", "1. a\n2. b\n"),
    (
        "".join(
            ITEM.format(level=level, sign="·", words=words) for level, words in [(1, "a"), (2, "b"), (1, "c")]
        ),
        "- a\n    - b\n- c\n",
    ),
    (
        "".join(ITEM.format(level=1, sign=f"{n}.", words=words) for n, words in [(1, "a"), (2, "b")]),
        "1. a\n2. b\n",
    ),
    (
        "<table><tr><td><p><b>A</b></p></td><td>B</td></tr>"
        "<tr><td>1 | 2</td><td><p>x</p><p>y</p></td></tr></table>",
        "| A | B |\n| --- | --- |\n| 1 \\| 2 | x y |\n",
    ),
    ('<a href="https://contoh.go.id">x</a> <a href="javascript:a()">y</a>', "[x](https://contoh.go.id) y\n"),
    ("<script>a()</script><style>p{}</style><img src=x onerror=a()>tetap", "tetap\n"),
    ("<!--StartFragment--><p>isi</p><!--EndFragment-->", "isi\n"),
]


@pytest.mark.parametrize(("html", "markdown"), SAMPLES)
def test_what_was_copied_becomes_markdown(html: str, markdown: str) -> None:
    assert from_word(html) == markdown


def test_what_was_copied_is_a_module_of_ours() -> None:
    text = "---\njudul: A\nringkasan: B\ntujuan:\n  - c\nmenit: 5\njp: 0,5\n---\n\n" + from_word(
        "<h1>Bab</h1><p>Isi.</p>" + "".join(html for html, _ in SAMPLES[6:11])
    )
    assert not [each for each in parse_module(text, "modul/01-a/modul.md").problems if each.level == "GALAT"]


def test_the_process_apart_says_the_same() -> None:
    assert read_pasted("<h1>Bab</h1>", top=3) == "### Bab\n"
    assert read_pasted("x" * 2_000_001, top=2) is None
