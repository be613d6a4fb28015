"""The three lists and the standards: YAML alone."""

import re
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from typing import TypeVar

from app.materials.parsing.fields import Fields
from app.materials.parsing.spelling import spelling_problems
from app.materials.parsing.yaml_values import Value, read_yaml
from app.materials.rules.address import Address, DocumentKind, address_of
from app.materials.rules.draft import (
    BeliefDraft,
    Certainty,
    LegalDraft,
    LegalStatus,
    ListDraft,
    StandardDraft,
    Target,
    TermDraft,
)
from app.materials.rules.problem import Code, Problem, galat, in_order

Entry = TypeVar("Entry")
BELIEF_KEYS = ("kode", "judul", "keyakinan", "menggoda", "sanggahan", "benar", "dasar", "indikator", "inti")
LEGAL_KEYS = (
    "id",
    "nama",
    "judul",
    "status",
    "dicabut_oleh",
    "berlaku_sejak",
    "diperiksa_pada",
    "tautan",
    "keyakinan",
)
TERM_KEYS = ("kode", "istilah", "arti", "asing", "dasar")
STANDARD_KEYS = (
    "kode",
    "judul",
    "berlaku_sejak",
    "modul",
    "tes",
    "ambang",
    "sasaran",
    "masa_tenggang_hari",
    "masa_berlaku_hari",
    "minimum_terukur",
    "minimum_terjawab",
    "tes_tunda",
    "tunda_hari",
    "tunda_bagian",
)
INSTRUMENTS = ("2020", "2026")


def parse_beliefs(text: str, path: str) -> ListDraft:
    """`salah-kaprah.yml`."""
    draft = ListDraft(path, Address(DocumentKind.SALAH_KAPRAH, "salah-kaprah.yml"))
    entries, draft = _entries(text, draft, BELIEF_KEYS, _belief)
    return _finish(replace(draft, beliefs=entries), text, [(entry.code, entry.line) for entry in entries])


def parse_legal(text: str, path: str) -> ListDraft:
    """`dasar-hukum.yml`."""
    draft = ListDraft(path, Address(DocumentKind.DASAR_HUKUM, "dasar-hukum.yml"))
    entries, draft = _entries(text, draft, LEGAL_KEYS, _legal)
    return _finish(replace(draft, legal=entries), text, [(entry.id, entry.line) for entry in entries])


def parse_terms(text: str, path: str) -> ListDraft:
    """`istilah.yml`."""
    draft = ListDraft(path, Address(DocumentKind.ISTILAH, "istilah.yml"))
    entries, draft = _entries(text, draft, TERM_KEYS, _term)
    return _finish(replace(draft, terms=entries), text, [(entry.code, entry.line) for entry in entries])


def parse_standard(text: str, path: str) -> StandardDraft:
    """`standar/<kode>.yml`."""
    address = address_of(path) or Address(DocumentKind.STANDAR, "")
    value, found = read_yaml(text, path)
    entries = value.data if value and isinstance(value.data, dict) else {}
    if not entries and not found:
        found = [galat(path, 1, Code.YAML, "Standar harus berisi kunci, misalnya kode: SPBE-DASAR-2026.")]
    fields = Fields(path, 1, entries, found)
    draft = _standard(fields, address)
    if entries:
        fields.refuse_unknown(STANDARD_KEYS)
        if address.slug and fields.optional_text("kode") not in (address.slug, None):
            fields.fault("kode", f'Kode harus sama dengan nama berkas, "{address.slug}".')
    problems = [*fields.problems, *spelling_problems(text, path)]
    return replace(draft, references=tuple(fields.references), problems=tuple(in_order(problems)))


def _standard(fields: Fields, address: Address) -> StandardDraft:
    fields.text("kode", longest=60)
    return StandardDraft(
        path=fields.path,
        address=address,
        title=fields.text("judul", longest=120),
        valid_from=fields.day("berlaku_sejak"),
        modules=fields.codes("modul", Target.MODULE, required=True),
        test=fields.code("tes", Target.TEST, required=True) or "",
        pass_mark=_share(fields, "ambang", Fraction(7, 10)),
        target=_share(fields, "sasaran", Fraction(3, 5)),
        grace_days=fields.whole("masa_tenggang_hari", 30, most=3650),
        validity_days=fields.whole("masa_berlaku_hari", 365, least=1, most=36500),
        min_measured=fields.whole("minimum_terukur", 10, least=1, most=1000),
        min_answered=_share(fields, "minimum_terjawab", Fraction(4, 5)),
        delayed_test=fields.code("tes_tunda", Target.TEST),
        delayed_days=_window(fields),
        delayed_share=fields.share("tunda_bagian", None),
        references=(),
        problems=(),
    )


def _share(fields: Fields, name: str, default: Fraction) -> Fraction:
    return fields.share(name, default) or default


def _window(fields: Fields) -> tuple[int, int] | None:
    if "tunda_hari" not in fields.entries:
        return None
    days = fields.whole_numbers("tunda_hari")
    if len(days) != 2 or days[0] > days[1]:
        fields.fault("tunda_hari", "Isi tunda_hari dengan dua bilangan, misalnya [60, 120].")
        return None
    return days[0], days[1]


def _entries(
    text: str, draft: ListDraft, keys: tuple[str, ...], read: Callable[[Fields], Entry]
) -> tuple[tuple[Entry, ...], ListDraft]:
    value, problems = read_yaml(text, draft.path)
    if value is not None and not isinstance(value.data, list):
        problems.append(
            galat(draft.path, value.line, Code.YAML, "Berkas ini harus daftar; setiap isi diawali tanda -.")
        )
    items = value.data if value and isinstance(value.data, list) else []
    entries, references = [], []
    for item in items:
        fields = _mapping(item, draft.path, problems)
        if fields is None:
            continue
        entries.append(read(fields))
        fields.refuse_unknown(keys)
        problems += fields.problems
        references += fields.references
    return tuple(entries), replace(draft, references=tuple(references), problems=tuple(problems))


def _mapping(item: Value, path: str, problems: list[Problem]) -> Fields | None:
    if isinstance(item.data, dict):
        return Fields(path, item.line, item.data)
    problems.append(
        galat(path, item.line, Code.YAML, "Setiap isi daftar harus berisi kunci, misalnya kode: nama.")
    )
    return None


def _finish(draft: ListDraft, text: str, codes: list[tuple[str, int]]) -> ListDraft:
    first: dict[str, int] = {}
    problems = list(draft.problems)
    for code, line in codes:
        if code and code in first:
            sentence = f'"{code}" sudah ada di baris {first[code]}. Pakai nama lain.'
            problems.append(galat(draft.path, line, Code.KUNCI_ULANG, sentence))
        first.setdefault(code, line)
    problems += spelling_problems(text, draft.path)
    return replace(draft, problems=tuple(in_order(problems)))


def _belief(fields: Fields) -> BeliefDraft:
    return BeliefDraft(
        line=fields.line,
        code=fields.slug("kode"),
        title=fields.text("judul", longest=40),
        belief=fields.text("keyakinan", longest=300),
        temptation=fields.text("menggoda"),
        refutation=fields.text("sanggahan"),
        truth=fields.text("benar"),
        legal=fields.codes("dasar", Target.LEGAL),
        indicators=_indicators(fields),
        core=fields.yes_no("inti"),
    )


def _indicators(fields: Fields) -> dict[int, tuple[int, ...]]:
    if "indikator" not in fields.entries or fields.entries["indikator"].data is None:
        return {}
    data = fields.entries["indikator"].data
    years = data if isinstance(data, dict) else None
    if years is None or any(year not in INSTRUMENTS for year in years):
        fields.fault("indikator", "Isi indikator dengan tahun instrumen, misalnya {2020: [4, 15]}.")
        return {}
    inner = Fields(fields.path, fields.line_of("indikator"), years, fields.problems)
    return {int(year): inner.whole_numbers(year) for year in years}


def _legal(fields: Fields) -> LegalDraft:
    draft = LegalDraft(
        line=fields.line,
        id=fields.slug("id"),
        name=fields.text("nama", longest=120),
        title=fields.text("judul", longest=300),
        status=fields.member("status", LegalStatus, None) or LegalStatus.BERLAKU,
        revoked_by=fields.code("dicabut_oleh", Target.LEGAL),
        valid_from=fields.optional_day("berlaku_sejak"),
        checked_on=fields.day("diperiksa_pada"),
        link=_link(fields),
        certainty=fields.member("keyakinan", Certainty, None) or Certainty.PERLU_DIPERIKSA,
    )
    if draft.revoked_by and draft.status is not LegalStatus.DICABUT:
        fields.fault("dicabut_oleh", "Kunci dicabut_oleh hanya untuk status dicabut.")
    return draft


def _link(fields: Fields) -> str | None:
    link = fields.optional_text("tautan", longest=500)
    if link and not re.match(r"https?://[^\s/]+\.[^\s]+\Z", link):
        fields.fault("tautan", "Tautan harus alamat web yang diawali https://.")
        return None
    return link


def _term(fields: Fields) -> TermDraft:
    return TermDraft(
        line=fields.line,
        code=fields.slug("kode"),
        term=fields.text("istilah", longest=120),
        meaning=fields.text("arti"),
        foreign=fields.optional_text("asing", longest=120),
        legal=fields.codes("dasar", Target.LEGAL),
    )
