"""The fields at the head of `kuis.md`, `latihan.md` and `tes.md`."""

from fractions import Fraction

from app.materials.parsing.fields import Fields
from app.materials.rules.address import Address, DocumentKind, address_of
from app.materials.rules.draft import QuestionsDraft
from app.materials.rules.quiz import FeedbackRule, SetKind

KEYS = (
    "judul",
    "jenis",
    "ambang",
    "percobaan",
    "percobaan_per_hari",
    "jeda_menit",
    "dibuka",
    "ditutup",
    "batas_menit",
    "acak_soal",
    "acak_pilihan",
    "keyakinan",
    "ditarik",
    "umpan_balik",
    "ambil",
)
USUAL_KIND = {DocumentKind.TES: SetKind.TES, DocumentKind.LATIHAN: SetKind.LATIHAN}
DEFAULT_PASS = Fraction(7, 10)
MINUTES_A_YEAR = 366 * 24 * 60
MOST_DRAWN = 1000


def set_of(fields: Fields, path: str) -> QuestionsDraft:
    """The set that these fields describe, still without questions."""
    address = address_of(path) or Address(DocumentKind.KUIS, "")
    usual = USUAL_KIND.get(address.kind, SetKind.KUIS)
    kind = fields.member("jenis", SetKind, usual) or usual
    immediate = FeedbackRule.LANGSUNG if kind is SetKind.LATIHAN else FeedbackRule.SETELAH_KIRIM
    draft = QuestionsDraft(
        path=path,
        address=address,
        title=fields.text("judul", longest=120),
        kind=kind,
        pass_mark=fields.share("ambang", DEFAULT_PASS) or DEFAULT_PASS,
        attempts_allowed=fields.whole("percobaan", 0, most=100),
        attempts_window_days=fields.whole("percobaan_per_hari", 0, most=3650),
        pause_minutes=fields.whole("jeda_menit", 0, most=MINUTES_A_YEAR),
        limit_minutes=fields.whole("batas_menit", 0, most=24 * 60),
        opens_at=fields.instant("dibuka"),
        closes_at=fields.instant("ditutup"),
        shuffle_questions=fields.yes_no("acak_soal"),
        shuffle_choices=fields.yes_no("acak_pilihan"),
        ask_confidence=fields.yes_no("keyakinan"),
        feedback=fields.member("umpan_balik", FeedbackRule, immediate) or immediate,
        draw=fields.whole("ambil", 0, least=1, most=MOST_DRAWN) or None,
        retired=fields.texts("ditarik"),
        groups=(),
        questions=(),
        references=(),
        problems=(),
    )
    if fields.entries:
        fields.refuse_unknown(KEYS)
        _refuse(fields, draft)
    return draft


def _refuse(fields: Fields, draft: QuestionsDraft) -> None:
    if draft.feedback is FeedbackRule.SETELAH_TUTUP and draft.closes_at is None:
        fields.fault("umpan_balik", "Umpan balik setelah-tutup memerlukan kunci ditutup.")
    if _wrong_way_round(draft):
        fields.fault("ditutup", "Waktu ditutup harus sesudah waktu dibuka.")
    allowed = {DocumentKind.KUIS: (SetKind.KUIS, SetKind.LATIHAN), DocumentKind.TES: (SetKind.TES,)}
    kinds = allowed.get(draft.address.kind, (SetKind.LATIHAN,))
    if draft.kind not in kinds:
        words = " atau ".join(kinds)
        fields.fault("jenis", f"Berkas ini harus berjenis {words}.")


def _wrong_way_round(draft: QuestionsDraft) -> bool:
    if draft.opens_at is None or draft.closes_at is None:
        return False
    if (draft.opens_at.tzinfo is None) != (draft.closes_at.tzinfo is None):
        return False
    return draft.closes_at <= draft.opens_at
