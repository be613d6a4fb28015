"""The register of OPD as a CSV: `kode,nama,singkatan,jenis,induk,berlaku_sejak,berlaku_sampai`."""

import csv
import io
from datetime import date

from app.people.rules import OpdDraft, OpdKind

COLUMNS = ("kode", "nama", "singkatan", "jenis", "induk", "berlaku_sejak", "berlaku_sampai")


def read_register(text: str, path: str = "opd.csv") -> tuple[list[OpdDraft], list[str]]:
    """The drafts, and the problems as `path:line: GALAT register sentence`; never raises on bad content."""
    reader = csv.DictReader(io.StringIO(text.removeprefix("\ufeff")))
    if tuple(reader.fieldnames or ()) != COLUMNS:
        return [], [f"{path}:1: GALAT register Baris pertama harus berisi {','.join(COLUMNS)}."]
    drafts: list[OpdDraft] = []
    problems: list[str] = []
    for number, row in enumerate(reader, start=2):
        try:
            drafts.append(_draft(row))
        except (KeyError, ValueError, AttributeError) as error:
            problems.append(f"{path}:{number}: GALAT register Baris tidak terbaca: {error}.")
    codes = {draft.code for draft in drafts}
    problems += [
        f"{path}:1: GALAT register Induk {draft.parent_code} dari {draft.code} tidak ada di daftar."
        for draft in drafts
        if draft.parent_code and draft.parent_code not in codes
    ]
    return drafts, problems


def _draft(row: dict[str, str]) -> OpdDraft:
    return OpdDraft(
        code=row["kode"].strip(),
        name=row["nama"].strip(),
        short_name=row["singkatan"].strip(),
        kind=OpdKind(row["jenis"].strip()),
        parent_code=row["induk"].strip() or None,
        valid_from=_day(row["berlaku_sejak"]),
        valid_to=_day(row["berlaku_sampai"]),
    )


def _day(text: str) -> date | None:
    return date.fromisoformat(text.strip()) if text.strip() else None
