"""Forty known payloads in every field that is shown, opened as every role: none runs."""

import json

import pytest
from playwright.sync_api import Browser, Page
from sqlalchemy import text as sql

from app import create_app
from app.clock import now
from app.db import session, transaction
from app.materials import queries as materials
from app.materials import services
from app.people import queries as people
from app.quiz import queries as quiz
from app.quiz import services as attempts
from app.quiz.rules import AllowanceKind, Gift, read_save
from tests.conftest import settings_for
from tests.journeys.conftest import Server, refuse_foreign_requests, sign_in

RUN = "window.luka=1"
PAYLOADS = [
    f"<script>{RUN}</script>",
    f'"><script>{RUN}</script>',
    f"'><script>{RUN}</script>",
    f"</title><script>{RUN}</script>",
    f"</textarea><script>{RUN}</script>",
    f"<ScRiPt>{RUN}</sCrIpT>",
    f"<script/x>{RUN}</script>",
    f"<img src=x onerror={RUN}>",
    f'<img src="x" onerror="{RUN}">',
    f"<img/src=x/onerror={RUN}>",
    f'"onmouseover="{RUN}',
    f"' onfocus='{RUN}' autofocus='",
    f'" autofocus onfocus="{RUN}" x="',
    f"<svg onload={RUN}>",
    f"<svg/onload={RUN}>",
    f"<svg><script>{RUN}</script></svg>",
    f"<svg><animate onbegin={RUN} attributeName=x dur=1s>",
    f"<math><mtext><table><mglyph><style><img src=x onerror={RUN}>",
    f"<body onload={RUN}>",
    f"<details open ontoggle={RUN}>",
    f"<input autofocus onfocus={RUN}>",
    f"<select autofocus onfocus={RUN}>",
    f"<video><source onerror={RUN}></video>",
    f"<audio src=x onerror={RUN}>",
    f"<marquee onstart={RUN}>",
    f"<iframe srcdoc='<script>parent.{RUN}</script>'>",
    f'<iframe src="javascript:parent.{RUN}">',
    f'<object data="javascript:{RUN}">',
    f'<embed src="javascript:{RUN}">',
    f'<form action="javascript:{RUN}"><button autofocus>',
    f'<a href="javascript:{RUN}">x</a>',
    f'<a href="jav&#x09;ascript:{RUN}">x</a>',
    f"<noscript><p title='</noscript><img src=x onerror={RUN}>'>",
    f"<style>@keyframes x{{}}</style><p style='animation-name:x' onanimationstart={RUN}>",
    f"<template><script>{RUN}</script></template>",
    f"<base href=javascript:{RUN}//>",
    f'<meta http-equiv=refresh content="0;url=javascript:{RUN}">',
    f"&lt;script&gt;{RUN}&lt;/script&gt;",
    f"{{{{constructor.constructor('{RUN}')()}}}}",
    f"<!--><img src=x onerror={RUN}>-->",
]
MARKDOWN = [f"[x](javascript:{RUN})", f"![x](javascript:{RUN})", f'[x](https://x.test "onmouseover={RUN}")']
PERSON = "peserta.a"
MODULE, QUIZ, TEST = "modul/90-luka/modul.md", "modul/90-luka/kuis.md", "tes/luka-tulis/tes.md"
PAGES: dict[str | None, list[str]] = {
    None: ["/", "/salah-kaprah/", "/salah-kaprah/luka-8/", "/istilah/", "/dasar-hukum/"],
    "peserta.a": [
        "/",
        "/modul/",
        "/modul/luka/",
        "/modul/luka/bagian-8/",
        "/modul/luka/bagian-0/",
        "/kuis/luka/",
        "/saya/",
        "{kuis}",
        "{tulis}",
    ],
    "narasumber": [
        "/studio/",
        f"/studio/{MODULE}/",
        f"/studio/{QUIZ}/",
        f"/studio/{TEST}/",
        "/studio/salah-kaprah.yml/",
        "/studio/istilah.yml/",
        "/studio/dasar-hukum.yml/",
        f"/studio/riwayat/{MODULE}/",
        "/studio/zip/",
        "/studio/baru/",
        "/studio/butir/luka/",
        "{gifts}",
        "/studio/draf-luka",
        "/penyelesaian/",
    ],
    "admin.a": ["/opd/DINAS-A/", "/penyelesaian/"],
    "sekda": ["/pimpinan/", "/penyelesaian/"],
    "administrator": ["/kelola/", "/kelola/orang/", "/kelola/opd/", "/kelola/audit/"],
}
WATCH = "window.luka = 0; window.alert = window.confirm = window.prompt = () => { window.luka = 2; };"
LOOK = """() => ({
  ran: window.luka,
  armed: [...document.querySelectorAll("*")].flatMap((each) => [...each.attributes]
    .filter(({ name, value }) => /^on/i.test(name) || name === "srcdoc"
      || (/^(href|src|action|data|formaction)$/i.test(name) && /^\\s*(javascript|data):/i.test(value)))
    .map(({ name, value }) => `${each.tagName} ${name}=${value}`)),
  foreign: document.querySelectorAll("iframe, object, embed, base, meta[http-equiv], marquee, math").length,
  scripts: [...document.scripts].filter((each) => !each.src || !each.src.startsWith(location.origin)).length,
})"""


def quoted(words: str) -> str:
    """A scalar that YAML reads back as it is."""
    return json.dumps(words, ensure_ascii=False)


def body(payload: str) -> str:
    """The payload as text, in code, in a table, a list, a quotation, a box and a link."""
    return (
        f"{payload}\n\n`{payload}`\n\n| a | b |\n|---|---|\n| {payload.replace('|', '')} | b |\n\n"
        f'- {payload}\n\n> {payload}\n\n!!! penting "{payload.replace(chr(34), "")}"\n    {payload}\n\n'
        f"[{payload.replace('[', '').replace(']', '')}](https://contoh.go.id)\n"
    )


def module_text() -> str:
    front = f"---\njudul: {quoted(PAYLOADS[0])}\nringkasan: {quoted(PAYLOADS[7])}\ntujuan:\n"
    front += "".join(f"  - {quoted(each)}\n" for each in PAYLOADS)
    front += f"menit: 5\njp: 0,5\nnarasumber: {quoted(PAYLOADS[8])}\n---\n"
    return front + "".join(
        f"\n## {plain(payload)} {{#bagian-{n}}}\n\n{body(payload)}" for n, payload in enumerate(PAYLOADS)
    )


def plain(payload: str) -> str:
    """The payload in a heading, where braces at the end are attributes."""
    return payload.replace("{", "(").replace("}", ")")


def quiz_text(kind: str) -> str:
    head = f"---\njudul: {quoted(PAYLOADS[13])}\njenis: {kind}\numpan_balik: setelah-kirim\n"
    head += "batas_menit: 60\n---\n"
    ask = {"kuis": chosen, "tes": written}[kind]
    return head + "".join(ask(n, plain(payload)) for n, payload in enumerate(PAYLOADS))


def chosen(n: int, payload: str) -> str:
    return (
        f"\n## {payload} benar? {{#luka-{n}}}\n\n{payload}\n\n- [ ] {payload} satu\n    > {payload}\n"
        f"- [x] {payload} dua\n    > {payload}\n\n### Penjelasan\n\n{body(payload)}"
    )


def written(n: int, payload: str) -> str:
    return (
        f"\n## Tulis {payload} {{#tulis-{n} jenis=isian}}\n\n- [x] jawaban {n}\n- [ ] {payload} x\n"
        f"    > {payload}\n\n### Penjelasan\n\n{payload}\n"
    )


def more_entries(path: str) -> str:
    """The standing list with an entry a payload."""
    standing = next(state for state in materials.document_state() if state.path == path)
    source = materials.source(standing.version_id)
    assert source is not None
    entries = {"salah-kaprah.yml": belief, "istilah.yml": term, "dasar-hukum.yml": law}
    return source.text + "".join(entries[path](n, payload) for n, payload in enumerate(PAYLOADS))


def belief(n: int, payload: str) -> str:
    title = payload if len(payload) <= 40 else f"Luka {n}"
    fields = "".join(
        f"  {name}: {quoted(payload)}\n" for name in ("keyakinan", "menggoda", "sanggahan", "benar")
    )
    return f"\n- kode: luka-{n}\n  judul: {quoted(title)}\n{fields}  dasar: [perpres-95-2018]\n"


def term(n: int, payload: str) -> str:
    words = "".join(f"  {name}: {quoted(payload)}\n" for name in ("istilah", "arti", "asing"))
    return f"\n- kode: luka-{n}\n{words}  dasar: [perpres-95-2018]\n"


def law(n: int, payload: str) -> str:
    return (
        f"\n- id: luka-{n}\n  nama: {quoted(payload)}\n  judul: {quoted(payload)}\n  status: berlaku\n"
        "  diperiksa_pada: 2026-11-23\n  keyakinan: pasti\n"
    )


def publish(path: str, text: str, note: str) -> None:
    """Through the studio's own door, with a payload as the note."""
    standing = next((state for state in materials.document_state() if state.path == path), None)
    with transaction():
        outcome = services.publish_source(
            path,
            text,
            by=people.person_id_by("narasumber@contoh.test"),
            at=now(),
            expected_current=standing.version_id if standing else None,
            note=note,
        )
    assert not outcome.faults, [str(each) for each in outcome.faults][:5]


def sit(slug: str) -> str:
    """The address of a result whose written answers are payloads."""
    person = people.person_id_by(f"{PERSON}@contoh.test")
    assert person is not None
    with transaction():
        public_id = attempts.start_or_resume(person_id=person, slug=slug, at=now())
    sitting = quiz.sitting(public_id, person)
    assert sitting is not None
    if slug == "luka-tulis":
        for n, line in enumerate(quiz.items(sitting.id)):
            save = read_save(
                device="t", revision=str(n + 1), confidence="", chosen=[PAYLOADS[n]], takes_over=""
            )
            with transaction():
                attempts.save_answer(
                    public_id=public_id, person_id=person, token=line.token, save=save, at=now()
                )
    with transaction():
        attempts.submit(public_id=public_id, person_id=person, at=now())
    return f"/upaya/{public_id}/hasil"


def rename_everybody() -> None:
    """Names of people and offices; sign-in is by address, which stays."""
    for table, width in (("person", 200), ("opd", 60)):
        ids = [row[0] for row in session.execute(sql(f"SELECT id FROM {table} ORDER BY id"))]
        for n, each in enumerate(ids):
            values = {"name": PAYLOADS[n % len(PAYLOADS)][:200], "id": each}
            session.execute(sql(f"UPDATE {table} SET name = :name WHERE id = :id"), values)
            if table == "opd" and len(values["name"]) <= width:
                session.execute(sql("UPDATE opd SET short_name = :name WHERE id = :id"), values)


@pytest.fixture(scope="module")
def wounded(server: Server) -> dict[str, str]:
    """The demo world with a payload in every field; the addresses that only exist now."""
    app = create_app(settings_for(server.env["DATABASE_URL"]))
    with app.app_context():
        for path in ("salah-kaprah.yml", "istilah.yml", "dasar-hukum.yml"):
            publish(path, more_entries(path), PAYLOADS[9])
        publish(MODULE, module_text(), PAYLOADS[7])
        publish(QUIZ, quiz_text("kuis"), PAYLOADS[8])
        publish(TEST, quiz_text("tes"), PAYLOADS[10])
        results = {"kuis": sit("luka"), "tulis": sit("luka-tulis")}
        trainer = people.person_id_by("narasumber@contoh.test")
        person = people.person_id_by(f"{PERSON}@contoh.test")
        assert trainer is not None
        assert person is not None
        with transaction():
            for payload in PAYLOADS:
                gift = Gift(person, "luka", AllowanceKind.WAKTU, 1, payload)
                attempts.give(gift, by=trainer, at=now())
            hostile = "\n".join([module_text(), *(f"{each}\n" for each in MARKDOWN)])
            services.save_draft(
                "modul/91-draf/modul.md", hostile, by=trainer, base_version_id=None, revision=1, at=now()
            )
            rename_everybody()
    return results | {"gifts": f"/studio/peserta/{person}/"}


def faults(page: Page, path: str) -> list[str]:
    """What ran or could run on that page."""
    answer = page.goto(path)
    assert answer is not None
    assert answer.status == 200, (path, answer.status)
    page.keyboard.press("Tab")
    page.wait_for_timeout(40)
    seen = page.evaluate(LOOK)
    clean = {"ran": 0, "armed": [], "foreign": 0, "scripts": 0}
    return [f"{path}: {name} {seen[name]}" for name, wanted in clean.items() if seen[name] != wanted]


@pytest.mark.parametrize("csp", [True, False], ids=["with CSP", "without CSP"])
def test_no_payload_runs_for_anybody(
    wounded: dict[str, str], server: Server, browser: Browser, csp: bool
) -> None:
    found: list[str] = []
    for who, paths in PAGES.items():
        context = browser.new_context(base_url=server.base, bypass_csp=not csp)
        context.add_init_script(WATCH)
        page = context.new_page()
        refuse_foreign_requests(page, server.base)
        if who is not None:
            sign_in(page, who)
        for path in paths:
            found += faults(page, path.format(**wounded).replace("draf-luka", "modul/91-draf/modul.md/"))
        context.close()
    assert not found


def test_the_watch_would_see_a_payload_that_runs(browser: Browser) -> None:
    context = browser.new_context()
    context.add_init_script(WATCH)
    page = context.new_page()
    page.goto("about:blank")
    page.set_content("".join(PAYLOADS[7:9]))
    page.wait_for_timeout(200)
    seen = page.evaluate(LOOK)
    assert seen["ran"] == 1
    assert seen["armed"]
    context.close()
