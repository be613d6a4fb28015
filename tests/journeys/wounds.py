"""Forty known payloads, every text that a person or a file can hand in, and where each is planted.

A text field or a text column that is new fails `test_xss.py` until it stands in one of the tables here:
planted (`FIELDS`, `PLANTED`), or named with the reason why no page shows it as it was written.
"""

import json
from datetime import timedelta

from flask import current_app
from sqlalchemy import insert
from sqlalchemy import text as sql
from werkzeug.routing import Rule

from app import audit
from app.clock import local_day, now
from app.db import db, session, transaction
from app.materials import queries as materials
from app.materials import services
from app.materials.rules import ChangeKind
from app.materials.rules.version import Origin
from app.people import queries as people
from app.people import services as staff
from app.people.rules import Role
from app.policy import SETTINGS, Kind
from app.quiz import queries as quiz
from app.quiz import services as attempts
from app.quiz.rules import AllowanceKind, Gift, read_save
from tests.architecture.objects import ACCOUNTS, Objects
from tests.architecture.test_doors import file_matrix

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
ALL = " ".join(PAYLOADS)
TRAINER, LEARNER = ACCOUNTS[Role.NARASUMBER], ACCOUNTS[Role.PESERTA]
MODULE, QUIZ, TEST = "modul/90-luka/modul.md", "modul/90-luka/kuis.md", "tes/luka-tulis/tes.md"
PRACTICE = "modul/90-luka/latihan.md"
DRAFT, GONE = "modul/91-draf/modul.md", "modul/92-pergi/modul.md"
LISTS = ("salah-kaprah.yml", "istilah.yml", "dasar-hukum.yml")

DOCUMENT = "document_version.source"
"""Published as a text by `plant`, in every place that the format has."""
NOT_SHOWN = "only compared, never shown"
TYPED = "only echoed: typed into its page in the browser"
FIELDS = {
    "AffectedForm.name": "incident_person.found_by",
    "AllowanceForm.reason": "allowance.reason",
    "ChangeForm.note": "document_version.note",
    "ChangePasswordForm.current": NOT_SHOWN,
    "ChoosePasswordForm.password": NOT_SHOWN,
    "CorrectionForm.note": "correction_request.note",
    "CorrectionForm.wanted": "correction_request.wanted",
    "DecisionForm.reason": "correction_request.reason",
    "DocumentForm.text": DOCUMENT,
    "EntryCodeForm.code": TYPED,
    "EntryCodeForm.identifier": TYPED,
    "EntryMailForm.identifier": TYPED,
    "FindStaffForm.search": TYPED,
    "ImportForm.file": TYPED,
    "ImportForm.pasted": TYPED,
    "IncidentForm.chronology": "incident.chronology",
    "IncidentForm.data_kinds": "incident.data_kinds",
    "IncidentForm.description": "incident.description",
    "IncidentForm.impact": "incident.impact",
    "IncidentForm.measures": "incident.measures",
    "IncidentForm.reporter": "incident.reporter",
    "IncidentForm.time": TYPED,
    "IncidentForm.title": "incident.title",
    "LateForm.reason": "late_decision.reason",
    "NewDocumentForm.title": DOCUMENT,
    "NewPersonForm.name": "person.name",
    "NewPersonForm.nip": TYPED,
    "NewPersonForm.surel": TYPED,
    "NewPersonForm.unit": "membership.unit",
    "ObligationForm.reason": "obligation_rule.reason",
    "OpdForm.code": TYPED,
    "OpdForm.name": "opd.name",
    "OpdForm.short_name": "opd.short_name",
    "ParcelDecision.note": "document_version.note",
    "ParcelForm.file": TYPED,
    "PictureForm.alt": TYPED,
    "PictureForm.caption": TYPED,
    "PictureForm.file": TYPED,
    "PostForm.title": "concurrent_post.title",
    "ReasonForm.reason": "audit_entry.details",
    "RefusalForm.reason": "transfer.reason",
    "RemarkForm.digest": NOT_SHOWN,
    "RemarkForm.reason": "remark.reason",
    "RosterForm.file": "roster_draft.file_name",
    "SecondCodeForm.code": TYPED,
    "SettingForm.expected": NOT_SHOWN,
    "SettingForm.reason": "setting_change.reason",
    "SettingForm.value": "setting_change.value",
    "SignInForm.identifier": TYPED,
    "SignInForm.password": NOT_SHOWN,
    "TransferForm.unit": "transfer.unit",
}
PLANTED = {
    *(each for each in FIELDS.values() if "." in each and " " not in each),
    "attempt.invalidated_reason",
    "planned_change.reason",
    "planned_change.wanted",
    "planned_version.note",
    "audit_entry.origin",
    "audit_entry.subject",
    "audit_value.after",
    "audit_value.before",
    "audit_value.field",
    "correction_request.stood",
    "former_name.name",
    "former_name.short_name",
    "frozen_month.reason",
    "frozen_month.standard_title",
    "frozen_opd.name",
    "answer.response",
    "membership.unit",
    "person.name",
    "planned_version.source",
    "planned_version.told",
    "remark.undone_reason",
    "sign_in_session.device",
    "text_draft.text",
}
BY_SERVICE = {
    "answer.response", "document_version.source", "planned_change.wanted", "planned_version.source",
    "setting_change.value", "text_draft.text",
}  # fmt: skip
"""Planted by what writes them: a text that a parser reads, or an answer that is compared with a list."""
KEPT_APART = {
    "content_parcel.file_name": "kept for whoever looks into the database; no page shows it",
    "image.mime": "of a short list, by what the bytes are",
    "loose_picture.name": "made from letters and digits of the file's name",
    "version_image.name": "made from letters and digits of the file's name",
    "person.nip": "eighteen digits",
    "person.surel": "checked to be an address when it is taken in; people sign in with it",
    "document_version.path": "checked against the places that documents have",
    "planned_version.path": "checked against the places that documents have",
    "text_draft.path": "checked against the places that documents have",
    "standing.told": "codes and counts, written by the marking",
    "late_answer.response": "places, or what was typed: the field of answer.response",
}
RENDERED = {
    "choice", "glossary_term", "legal_source", "module_line", "module_version", "question",
    "question_group", "question_set", "salah_kaprah", "section", "standard",
}  # fmt: skip
"""Written by the renderer from a published source, with the payloads of `document_version.source`."""
MACHINE = {
    "action", "anchor", "belief", "code", "code_hash", "device", "diagnostic", "digest", "file_digest",
    "form", "key", "legal", "min_answered", "name", "opd_code", "parent", "pass_mark", "password_hash",
    "period", "public_id", "rendered_with", "replaces", "revoked_by", "rules", "seed", "sha256", "slug",
    "standard_code", "module_slug", "target", "test_slug", "delayed_test_slug", "token", "token_hash",
    "account", "was", "writer",
}  # fmt: skip
"""Words of our own or of a fixed alphabet: slugs, digests, tokens, names of settings and jobs."""


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
    ask = written if kind == "tes" else chosen
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
            by=people.person_id_by(TRAINER),
            at=now(),
            expected_current=standing.version_id if standing else None,
            note=note,
        )
    assert not outcome.faults, [str(each) for each in outcome.faults][:5]


def sit(slug: str) -> str:
    """The public id of a sent attempt whose written answers are payloads."""
    person = people.person_id_by(LEARNER)
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
    return public_id


def plant() -> dict[Role | None, list[str]]:
    """Put the payloads into every field of the demo world; the pages that each role may open then."""
    trainer, person = people.person_id_by(TRAINER), people.person_id_by(LEARNER)
    assert trainer is not None
    assert person is not None
    for path in LISTS:
        publish(path, more_entries(path), PAYLOADS[9])
    publish(MODULE, module_text(), PAYLOADS[7])
    publish(MODULE, module_text() + "\nBaris baru.\n", PAYLOADS[7])
    publish(QUIZ, quiz_text("kuis"), PAYLOADS[8])
    publish(PRACTICE, quiz_text("latihan"), PAYLOADS[12])
    publish(TEST, quiz_text("tes"), PAYLOADS[10])
    publish(GONE, module_text(), PAYLOADS[11])
    names = {"kuis": sit("luka"), "tulis": sit("luka-tulis"), "orang": str(person)}
    with transaction():
        names["terbuka"] = attempts.start_or_resume(person_id=person, slug="luka", at=now())
    with transaction():
        services.withdraw(GONE, by=trainer)
        for payload in PAYLOADS:
            attempts.give(Gift(person, "luka", AllowanceKind.WAKTU, 1, payload), by=trainer, at=now())
            audit.record(
                actor=trainer,
                action="change person",
                subject=f"person:{person}",
                details=payload,
                changes=[audit.Change(payload, payload, payload)],
            )
        hostile = "\n".join([module_text(), *(f"{each}\n" for each in MARKDOWN)])
        services.save_draft(DRAFT, hostile, by=trainer, base_version_id=None, revision=1, at=now())
    with transaction():
        names["rencana"] = plan(trainer)
    with transaction():
        names |= fill(trainer, person)
    pages = addresses(names)
    with transaction():
        wound_columns()
    return pages


FILES = {
    "learning.provisions", "materials.picture", "people.come_back", "people.go_elsewhere",
    "people.roster_template", "quiz.outbox_key", "quiz.provisions", "reports.completion_csv",
    "reports.completion_xlsx", "reports.report_csv", "reports.report_json", "reports.report_pdf",
    "reports.report_xlsx", "static", "studio.all_content", "studio.import_template",
    "studio.module_content", "web.alive", "web.door_guard", "web.ready",
}  # fmt: skip
"""Answers that no browser shows as a page."""


def special(names: dict[str, str]) -> dict[str, list[str]]:
    """The addresses of pages whose names nobody owns, with what was planted."""
    person, slug = names["orang"], "luka"
    editors = [f"/studio/{each}/" for each in (MODULE, QUIZ, TEST, DRAFT, *LISTS)]
    return {
        "admin.ask_to_anonymise": [f"/kelola/orang/{person}/anonimkan"],
        "admin.ask_to_change_opd": ["/kelola/opd/DINAS-A/ubah"],
        "admin.ask_to_close": [f"/kelola/orang/{person}/tutup"],
        "admin.ask_to_end_opd": ["/kelola/opd/DINAS-A/akhiri"],
        "admin.ask_to_merge_opd": ["/kelola/opd/DINAS-A/gabung"],
        "admin.edit_incident": [f"/kelola/insiden/{names['insiden']}/ubah"],
        "admin.incident": [f"/kelola/insiden/{names['insiden']}/"],
        "admin.opd": ["/kelola/opd/DINAS-A/"],
        "admin.person": [f"/kelola/orang/{person}/"],
        "admin.setting": [f"/kelola/pengaturan/{each}/" for each in ("privacy_note", "privacy_contact")],
        "desk.opd": ["/opd/DINAS-A/"],
        "learning.module": ["/modul/luka/"],
        "learning.section": ["/modul/luka/bagian-8/", "/modul/luka/bagian-0/"],
        "materials.salah_kaprah": ["/salah-kaprah/luka-8/"],
        "quiz.intro": ["/kuis/luka/", "/kuis/luka-tulis/"],
        "quiz.attempt": [f"/upaya/{names['terbuka']}/"],
        "quiz.practice": ["/latihan/luka/luka-7"],
        "quiz.question": [f"/upaya/{names['terbuka']}/{n}/" for n in (1, 8)],
        "quiz.repeat": [f"/upaya/{names['kuis']}/ulangi/"],
        "quiz.repeat_question": [f"/upaya/{names['kuis']}/ulangi/1/"],
        "quiz.review": [f"/upaya/{names['terbuka']}/periksa/"],
        "quiz.result": [f"/upaya/{names[each]}/hasil" for each in ("kuis", "tulis")],
        "reports.belief": ["/pimpinan/salah-kaprah/spbe-sama-dengan-aplikasi/"],
        "reports.office": ["/pimpinan/opd/DINAS-A/"],
        "studio.ask_to_cancel_plan": [f"/studio/jadwal/{names['rencana']}/batalkan"],
        "studio.ask_to_discard": [f"/studio/buang-draf/{DRAFT}/"],
        "studio.ask_to_restore": [f"/studio/pulihkan/{MODULE}/1/"],
        "studio.ask_to_undo": [f"/studio/nilai-ulang/luka/{names['ulang']}/batalkan"],
        "studio.ask_to_withdraw": [f"/studio/tarik/{MODULE}/"],
        "studio.compare": [f"/studio/banding/{MODULE}/?dari=1&ke=2"],
        "studio.document": editors,
        "studio.history": [f"/studio/riwayat/{MODULE}/"],
        "studio.item": [f"/studio/bank/butir/{QUIZ}/luka-7/", f"/studio/bank/butir/{TEST}/tulis-0/"],
        "studio.items": [f"/studio/butir/{slug}/"],
        "studio.late_attempt": [f"/studio/terlambat/{names['upaya']}/"],
        "studio.learner": [f"/studio/peserta/{person}/"],
        "studio.planned_version": [f"/studio/jadwal/{names['rencana']}/"],
        "studio.remark": ["/studio/nilai-ulang/luka/"],
    }


ELSEWHERE = {
    "admin.ask_to_open": "the page of ask_to_close, for a closed account",
    "admin.ask_to_reset_second_step": "the page of ask_to_close, for an account with a second step",
    "admin.ask_to_revoke": "the page of ask_to_close, for a role",
    "people.entry": "a field for a password, and the name in the bar of every page",
    "people.second_code": "opens only between password and code; the field of people.second_step",
}
"""Pages that are not opened, each with where the same fields are seen."""


def page_of(rule: Rule, role: Role | None, known: dict[str, list[str]], objects: Objects) -> list[str]:
    """The addresses of one rule for a role; KeyError when nobody has said what its names stand for."""
    if rule.endpoint == "people.import_plan" and role is not None:
        return [imported(role)]
    if rule.endpoint in known:
        return known[rule.endpoint]
    if not rule.arguments:
        return [rule.rule]
    owned = objects.owned(rule)
    if not owned:
        raise KeyError(f"say in special() what the names in {rule.rule} stand for")
    return [objects.address(rule, ACCOUNTS[of.role]) for of in list(owned.values())[:1]]


def imported(role: Role) -> str:
    """The page of a staff file with payloads, which only its sender may open."""
    by = people.person_id_by(ACCOUNTS[role])
    assert by is not None
    with transaction():
        token = staff.keep_draft(roster(), f"{PAYLOADS[8]}.csv", by=by, at=now())
    return f"/pegawai/impor/{token}/"


def addresses(names: dict[str, str]) -> dict[Role | None, list[str]]:
    """Every page that each role may open, with the objects that were planted; nobody has the key None."""
    matrix, objects, known = file_matrix(), Objects(), special(names)
    pages: dict[Role | None, list[str]] = {None: [], **{role: [] for role in ACCOUNTS}}
    everywhere = {"/", "/salah-kaprah/"}  # of the public pages, those that show who is signed in
    for rule in sorted(current_app.url_map.iter_rules(), key=lambda each: each.rule):
        if rule.endpoint in FILES | set(ELSEWHERE) or "GET" not in (rule.methods or ()):
            continue
        row = matrix[f"{rule.endpoint} GET {rule.rule}"]
        for role, found in pages.items():
            public = row["tanpa_masuk"] == "ya"
            if public if role is None else row[role] == "ya" and (not public or rule.rule in everywhere):
                found += page_of(rule, role, known, objects)
    return pages


def plan(trainer: int) -> str:
    """A version with payloads that waits for tomorrow; its number."""
    standing = next(state for state in materials.document_state() if state.path == MODULE)
    (outcome,) = services.plan_versions(
        [services.Handed(MODULE, module_text() + "\nKalimat untuk besok.\n", standing.version_id)],
        services.Signature(trainer, now(), Origin.STUDIO, ChangeKind.KOREKSI, ALL),
        due_at=now() + timedelta(days=1),
    )
    assert not outcome.faults
    return str(newest("planned_version"))


def newest(table: str) -> int:
    return int(session.scalar(sql(f"SELECT max(id) FROM {table}")) or 0)


def row(table: str, **values: object) -> None:
    """A row with the kinds of values that the columns take, past the doors that would refuse a payload."""
    session.execute(insert(db.metadata.tables[table]).values(**values))


def fill(trainer: int, person: int) -> dict[str, str]:
    """Rows of the tables that the demo world leaves empty."""
    at, today = now(), local_day(now())
    words = {"title": ALL, "reporter": ALL, "description": ALL, "data_kinds": ALL, "chronology": ALL}
    row("incident", **words, impact=ALL, measures=ALL, noticed_at=at, made_by=trainer, made_at=at)
    incident = newest("incident")
    row("incident_person", incident_id=incident, person_id=person, found_by=ALL, added_at=at)
    for setting in SETTINGS.values():
        value = setting.default if setting.kind is Kind.DAYS else ALL
        row("setting_change", name=setting.name, value=value, reason=ALL, changed_by=trainer, changed_at=at)
    code = session.scalar(sql("SELECT code FROM standard LIMIT 1"))
    row("obligation_rule", standard_code=code, due_on=today, decided_at=at, decided_by=trainer, reason=ALL)
    opd = session.scalar(sql("SELECT id FROM opd WHERE code = 'DINAS-A'"))
    plan = {"opd_id": opd, "due_on": today + timedelta(days=1), "made_by": trainer, "made_at": at}
    name = json.dumps({"name": ALL, "short_name": ALL, "kind": "dinas", "parent_id": None})
    row("planned_change", **plan, kind="ubah", wanted=name, state="menunggu")
    row("planned_change", **plan, kind="akhiri", wanted="{}", state="gagal", settled_at=at, reason=ALL)
    row("former_name", opd_id=opd, name=ALL, short_name=ALL, until_on=today)
    version = session.scalar(sql("SELECT max(version_id) FROM question_set WHERE slug = 'luka'"))
    marks = {"results": 1, "up": 0, "down": 0, "applied_at": at, "applied_by": trainer, "digest": "0" * 64}
    row(
        "remark", slug="luka", target_version_id=version, reason=ALL, undone_at=at, undone_reason=ALL, **marks
    )
    row("remark", slug="luka", target_version_id=version, reason=ALL, **marks)
    item, attempt = session.execute(
        sql(
            "SELECT i.id, a.id FROM attempt_item i JOIN attempt a ON a.id = i.attempt_id"
            " WHERE a.slug = 'luka-tulis' ORDER BY i.position LIMIT 1"
        )
    ).one()
    late = {"attempt_item_id": item, "device": "lain", "revision": 9}
    row("late_answer", **late, response=PAYLOADS[7], received_at=at)
    row("late_decision", **late, accepted=False, reason=ALL, decided_by=trainer, decided_at=at)
    numbers = {"insiden": incident, "ulang": newest("remark"), "upaya": attempt}
    return {name: str(number) for name, number in numbers.items()}


def roster() -> bytes:
    """A staff file that is wrong in every line, with payloads in its cells and in its head."""
    lines = [f"Nama;NIP;Surel;OPD;Jabatan;{ALL.replace(';', ',')}"]
    lines += [";".join([each.replace(";", ",")] * 5) for each in PAYLOADS]
    return "\n".join(lines).encode()


def wound_columns() -> None:
    """All forty in every row of every planted column, in another order each, whatever its width."""
    postgres = session.get_bind().dialect.name == "postgresql"
    for column in sorted(PLANTED - BY_SERVICE):
        table, name = column.split(".")
        if postgres:
            session.execute(sql(f"ALTER TABLE {table} DISABLE TRIGGER USER"))
            session.execute(sql(f"ALTER TABLE {table} ALTER COLUMN {name} TYPE text"))
        else:
            for trigger in session.scalars(
                sql("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = :table"),
                {"table": table},
            ).all():
                session.execute(sql(f"DROP TRIGGER {trigger}"))
        present = sql(f"SELECT DISTINCT {name} FROM {table} WHERE {name} IS NOT NULL")
        for n, value in enumerate(session.scalars(present).all()):
            turned = " ".join([*PAYLOADS[n % 40 :], *PAYLOADS[: n % 40]])
            keys = {"planted": f"{turned} {n}", "value": value}
            session.execute(sql(f"UPDATE {table} SET {name} = :planted WHERE {name} = :value"), keys)
