"""Rendering: the shapes of the house, what never gets through, and limits that hold."""

import os
import resource
import signal
import subprocess
import sys

import html5lib
import pytest

from app import ROOT
from app.materials.rendering import (
    Context,
    Law,
    Mode,
    Piece,
    Rendered,
    Renderer,
    RenderRefused,
    ShownPicture,
    renderer,
)
from app.materials.rendering.markdown_html import render
from app.materials.rendering.overgrown import TOO_DEEP, TOO_MANY, overgrown
from app.materials.rendering.pieces import Belief

CONTEXT = Context(
    links={"modul:alur#peta": "/modul/alur/peta/", "istilah:spbe": "/istilah/#spbe"},
    pictures={"gambar/a.png": ShownPicture("/gambar/aa.png", 30, 40)},
    beliefs={"inti": Belief("SPBE *itu* aplikasi.", "Terlihat.", "Hanya satu unsur.", "Proses dulu.")},
    laws={
        "perpres": Law("Perpres 95/2018", True, "Berlaku. Diperiksa 16 November 2026."),
        "perda": Law("Perda 1/2026", False, "Berlaku. Naskah resmi belum diperiksa."),
    },
)


def page(text: str) -> str:
    return render(Piece(text, 1, Mode.SECTION), CONTEXT).html


def test_headings_go_up_one_level_and_can_be_linked_to() -> None:
    found = page("### Urutan *bertanya* {#urutan}\n\nTeks.")
    assert found.startswith('<h2 id="urutan">Urutan <em>bertanya</em> <a ')
    assert 'href="#urutan"' in found


def test_a_lone_picture_is_a_figure_with_its_size_and_words() -> None:
    found = page('![Alur](gambar/a.png "Sebelum ditata")')
    for part in (
        '<figure><img alt="Alur"',
        'src="/gambar/aa.png"',
        'width="30"',
        'height="40"',
        'loading="lazy"',
    ):
        assert part in found
    assert found.endswith("<figcaption>Sebelum ditata</figcaption></figure>")


def test_a_table_scrolls_by_itself_and_names_its_rows() -> None:
    found = page("| Domain | Isi |\n|---|:-:|\n| Layanan | x |")
    assert found.startswith(
        '<div aria-label="Tabel Domain, Isi" class="scroll" role="region" tabindex="0"><table>'
    )
    assert '<th scope="row">Layanan</th>' in found
    assert '<td align="center">x</td>' in found
    assert "style=" not in found


def test_a_salah_kaprah_says_what_the_catalogue_says_around_the_authors_refutation() -> None:
    found = page('!!! salah-kaprah "inti"\n    Kata penulis.\n')
    assert '<p class="voice">SPBE *itu* aplikasi.</p>' in found
    assert "<dt>Mengapa menggoda</dt>\n<dd>Terlihat.</dd>" in found
    assert "<p>Kata penulis.</p>" in found
    assert "Hanya satu unsur." not in found
    assert '<use href="#i-neq"/>' in found


def test_a_salah_kaprah_with_its_own_list_stays_as_it_is_written() -> None:
    found = page('!!! salah-kaprah "inti"\n    Mengapa menggoda\n    :   Karena mudah.\n')
    assert "<dd>Karena mudah.</dd>" in found
    assert "Terlihat." not in found


def test_an_article_is_shown_only_for_a_source_that_somebody_has_read() -> None:
    assert "<b>Perpres 95/2018, Pasal 1</b> Bunyinya." in page(
        '!!! dasar "perpres" "Pasal 1"\n    Bunyinya.\n'
    )
    assert "<b>Perda 1/2026</b> Bunyinya." in page('!!! dasar "perda" "Pasal 1"\n    Bunyinya.\n')


def test_a_case_and_a_notice_have_their_frames() -> None:
    found = page(
        '!!! kasus "Dinas X"\n    Apa yang dibawa?\n\n    - satu\n\n!!! penting "Ingat"\n    Isi.\n\nLagi.'
    )
    assert '<div class="case">\n<p class="kicker">Kasus</p>\n<h3>Dinas X</h3>' in found
    assert "<li>satu</li>" in found
    assert '<div class="notice">\n<h3>Ingat</h3>\n<p>Isi.</p>\n</div>\n<p>Lagi.</p>' in found


def test_links_inside_the_product_and_to_the_web() -> None:
    found = page("[a](modul:alur#peta) [b](istilah:spbe) [c](https://contoh.go.id)")
    assert '<a href="/modul/alur/peta/">a</a> <a href="/istilah/#spbe">b</a>' in found
    assert '<a href="https://contoh.go.id" rel="noopener noreferrer">c</a>' in found


def test_lists_task_lists_notes_and_code() -> None:
    found = page("Pilih:\n- [ ] satu\n- [x] dua\n\nCatatan[^1].\n\n```\n<b>\n```\n\n[^1]: Isi.")
    assert "<li>☐ satu</li>" in found
    assert "<li>☑ dua</li>" in found
    assert 'href="#fn:1"' in found
    assert "<code>&lt;b&gt;\n</code>" in found


def test_an_option_is_words_in_a_line_whatever_it_looks_like() -> None:
    for text, html in (
        ("1. Menata *proses*", "1. Menata <em>proses</em>"),
        ("# Satu", "# Satu"),
        ("> Dua", "&gt; Dua"),
        ("![x](gambar/a.png)", None),
    ):
        found = render(Piece(text, 1, Mode.INLINE), CONTEXT)
        assert html is None or found.html == html
        assert "<p>" not in found.html


def test_the_plain_text_of_html_keeps_its_words() -> None:
    found = render(Piece("Menata **ulang** & `x` ![Alur](gambar/a.png)", 1, Mode.INLINE), CONTEXT)
    assert found.text == "Menata ulang & x Alur"


PAYLOADS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<iframe src=javascript:alert(1)>",
    "<a href=javascript:alert(1)>x</a>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](java&#115;cript:alert(1))",
    "[x](&#x6A;avascript:alert(1))",
    "[x](data:text/html,<script>alert(1)</script>)",
    "[x](vbscript:msgbox(1))",
    '[x](https://a.id "x" onmouseover=alert(1))',
    "![x](javascript:alert(1))",
    "![x](https://a.id/b.png)",
    '!["onerror="alert(1)](gambar/a.png)',
    '![a](gambar/a.png "x" onerror="alert(1)")',
    '![a](gambar/a.png "<img src=x onerror=alert(1)>")',
    "<javascript:alert(1)>",
    '<https://a.id/"onclick=alert(1)>',
    "[x]: javascript:alert(1)\n\n[x]",
    "[a]: <javascript:alert(1)>\n\n[b][a]",
    "### <img src=x onerror=alert(1)> {#a}",
    "### x {#a onclick=alert(1)}",
    '### x {#"><script>alert(1)</script>}',
    '```html"><script>alert(1)</script>\nx\n```',
    "```\n</code></pre><script>alert(1)</script>\n```",
    "`<script>alert(1)</script>`",
    '!!! kasus "<script>alert(1)</script>"\n    x\n',
    '!!! penting "<img src=x onerror=alert(1)>"\n    <script>alert(1)</script>\n',
    '!!! dasar "<b onclick=alert(1)>" "<script>alert(1)</script>"\n    x\n',
    '!!! salah-kaprah "<script>alert(1)</script>"\n    x\n',
    '| <script>alert(1)</script> | b |\n|---|---|\n| <img src=x onerror=alert(1)> | " onfocus="alert(1) |',
    "istilah\n:   <script>alert(1)</script>",
    "x[^1]\n\n[^1]: <script>alert(1)</script>",
    'x[^"onclick=alert(1)]\n\n[^"onclick=alert(1)]: y',
    "<style>*{display:none}</style>",
    "<form action=https://a.id><input name=x></form>",
    "<!--><script>alert(1)</script>-->",
    "<![CDATA[<script>alert(1)</script>]]>",
    "\u2028<script>alert(1)</script>",
    "*<img src=x onerror=alert(1)>*",
    "\x02wzxhzdk:0\x03<script>alert(1)</script>",
    "- [ ] <input autofocus onfocus=alert(1)>",
]
HARMLESS = {
    "href",
    "src",
    "alt",
    "width",
    "height",
    "loading",
    "decoding",
    "class",
    "id",
    "title",
    "rel",
    "scope",
}
HARMLESS |= {"align", "role", "tabindex", "aria-label", "aria-hidden", "viewBox", "start"}
FORBIDDEN = {"script", "iframe", "style", "form", "input", "object", "embed", "link", "meta", "base"}


@pytest.mark.parametrize("mode", list(Mode))
@pytest.mark.parametrize("payload", PAYLOADS)
def test_no_payload_survives(payload: str, mode: Mode) -> None:
    found = render(Piece(payload, 1, mode), CONTEXT).html
    tree = html5lib.parseFragment(found, namespaceHTMLElements=False)
    for element in tree.iter():
        assert element.tag not in FORBIDDEN, found
        for name, value in element.attrib.items():
            assert name in HARMLESS, found
            if name in {"href", "src"}:
                assert value.startswith(("#", "/", "https://")), found


STARTING = 4
"""Seconds of work that an interpreter with the renderer may need before it is asked anything."""


def worked_by_the_ended() -> float:
    """Seconds of the processor that ended processes of this one have used."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


SLOW = "a\n: b\n" * 20_000


@pytest.mark.parametrize("bit", ["[", "![](", "<![", "[a](", "[^", "[" * 400 + "]" * 400])
def test_brackets_that_nobody_closes_are_refused_before_anything_is_rendered(bit: str) -> None:
    own = Renderer()
    with pytest.raises(RenderRefused) as refused:
        own.render(
            [Piece("Biasa.", 3, Mode.SECTION), Piece("Satu.\n\n" + bit * 100, 7, Mode.SECTION)], CONTEXT
        )
    assert (refused.value.line, refused.value.sentence) == (9, TOO_MANY)
    assert own._process is None


@pytest.mark.parametrize(
    "text",
    [
        "[1, 5) dan " * 30,
        "[1, 5)\n\n" * 100,
        r"\[" * 100,
        "`[` " * 100,
        "```\n" + "[[(" * 100 + "\n```",
        "- [ ] [a](b)\n" * 100,
        "[a [b](c)](d) " * 100,
        "\n".join(" " * (4 * depth) + "- x" for depth in range(20)),
        "    kode\n" + " " * 200 + "kode",
        "> > > x",
        "| [a](b) | [c] |\n|---|---|\n" + "| [a](b) | [c] |\n" * 100,
    ],
)
def test_what_means_something_is_let_through(text: str) -> None:
    assert overgrown(text) is None


def test_nothing_in_the_content_has_too_many_brackets() -> None:
    texts = [each.read_text() for each in sorted((ROOT / "content").rglob("*.md"))]
    assert texts
    assert [overgrown(each) for each in texts if overgrown(each) is not None] == []


def test_a_small_text_that_would_hold_a_worker_is_refused_in_time() -> None:
    """A second of its own work and not of the clock, so that a busy machine changes nothing."""
    own, before = Renderer(), worked_by_the_ended()
    try:
        with pytest.raises(RenderRefused) as refused:
            own.render([Piece("Biasa.", 3, Mode.SECTION), Piece(SLOW, 7, Mode.SECTION)], CONTEXT)
    finally:
        own.close()
    assert refused.value.line == 7
    assert refused.value.sentence.startswith("Teks ini terlalu lama diolah.")
    assert own.seconds == 1
    assert worked_by_the_ended() - before < own.seconds + STARTING


LISTS = "\n".join(" " * (4 * depth) + "- x" for depth in range(300))


@pytest.mark.parametrize("nested", [LISTS, LISTS.replace("    ", "\t"), ">" * 300 + " x", "> " * 300 + "x"])
def test_a_text_nested_without_end_is_refused_before_it_is_rendered(nested: str) -> None:
    own = Renderer()
    with pytest.raises(RenderRefused, match=TOO_DEEP):
        own.render([Piece(nested, 1, Mode.SECTION)], CONTEXT)
    assert own._process is None


def test_after_a_refusal_the_next_document_is_rendered() -> None:
    with pytest.raises(RenderRefused):
        renderer.render([Piece(SLOW, 1, Mode.SECTION)], CONTEXT)
    assert renderer.render([Piece("Halo.", 1, Mode.SECTION)], CONTEXT) == [Rendered("<p>Halo.</p>", "Halo.")]


def test_what_took_too_long_is_not_begun_again_whatever_it_shows_of_others() -> None:
    own, processes = Renderer(seconds=0.1), []
    try:
        for context in (CONTEXT, Context()):
            with pytest.raises(RenderRefused, match="terlalu lama diolah"):
                own.render([Piece(SLOW, 1, Mode.SECTION)], context)
            processes.append(own._process)
        assert processes[0] is not None, "whoever asks next finds one that has begun to start"
        assert processes[0] is processes[1]
    finally:
        own.close()


@pytest.mark.parametrize(
    "name",
    [
        "app.materials.rendering.worker",
        "app.materials.pictures.worker",
        "app.materials.exchange.worker",
        "app.materials.exchange.word_worker",
        "app.materials.exchange.archive_worker",
        "app.people.roster.worker",
    ],
)
def test_a_process_that_opens_what_strangers_send_loads_nothing_of_the_web_or_the_database(name: str) -> None:
    asked = f"import sys, {name}; print({{'flask', 'sqlalchemy', 'app.config'}} & sys.modules.keys())"
    found = subprocess.run(
        [sys.executable, "-c", asked], capture_output=True, text=True, cwd=ROOT, check=True
    )
    assert found.stdout.strip() == "set()"


def test_a_worker_that_was_killed_is_replaced() -> None:
    own = Renderer()
    try:
        own.render([Piece("Halo.", 1, Mode.SECTION)], CONTEXT)
        assert own._process is not None
        os.kill(own._process.pid, signal.SIGTERM)
        own._process.wait(timeout=10)
        assert own.render([Piece("Lagi.", 1, Mode.SECTION)], CONTEXT)[0].text == "Lagi."
    finally:
        own.close()


def test_the_process_renders_as_this_one_does() -> None:
    pieces = [Piece("**a** [b](modul:alur#peta)", 1, mode) for mode in Mode]
    assert renderer.render(pieces, CONTEXT) == [render(piece, CONTEXT) for piece in pieces]
