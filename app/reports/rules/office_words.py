"""Sentences about one OPD, and the message for its head."""

from dataclasses import dataclass

from app.comprehension.rules import ActionGroup, DisplayRow, Policy, percent_text
from app.comprehension.rules.fairness import FairRate
from app.reports.rules.sentences import number, people

MEASURE = "Mohon pegawai yang belum diukur segera mengikuti tes standar."


@dataclass(frozen=True, slots=True)
class Place:
    """The OPD as it is called, under which policy, on which day and at what time."""

    name: str
    policy: Policy
    day: str
    time: str

    @property
    def target(self) -> str:
        """The target in per cent."""
        return percent_text(self.policy.target.numerator, self.policy.target.denominator)


def participation(measured: int, obliged: int) -> str:
    """How many of the roster have been measured; nothing without a roster."""
    return f"{number(measured)} dari {people(obliged)} wajib sudah diukur" if obliged else ""


def headline(place: Place, row: DisplayRow | None, counts: str) -> str:
    """Where the OPD stands and what it should do."""
    if not counts:
        return f"{place.name} belum memiliki pegawai wajib pada tanggal ini."
    if row is None or row.paham is None:
        return f"{place.name}: {counts}."
    share = percent_text(row.paham, row.obliged)
    proven = f"{share} pegawai wajib terbukti paham"
    if row.group is ActionGroup.TERCAPAI:
        return f"{place.name} sudah mencapai sasaran: {proven}."
    if row.group is ActionGroup.PERLU_BELAJAR:
        return f"{place.name} perlu belajar lagi: {proven}, sasaran {place.target}."
    return f"{place.name} perlu menuntaskan pengukuran: {people(row.unmeasured)} belum diukur, {proven}."


def fair_note(rate: FairRate | None) -> str:
    """The comparison with the province once job levels are equal, and whether it turns round."""
    if rate is None:
        why = "ada jenjang dengan terlalu sedikit orang terukur."
        return f"Perbandingan dengan provinsi tidak dapat dibakukan: {why}"
    told = (
        f"Bila susunan jenjangnya sama dengan provinsi, {_share(rate.fair)} paham di antara yang diukur; "
        f"provinsi {_share(rate.province)}."
    )
    return f"{told} Perbandingan ini berbalik setelah jenjang jabatan disamakan." if rate.reversed else told


def _share(share: float) -> str:
    return f"{int(share * 100 + 0.5)}%"


def lead(row: DisplayRow | None) -> str:
    """What has not been understood, or why nothing is shown."""
    if row is None or row.paham is None:
        return "Angka pemahaman OPD ini ditutup agar tidak ada orang yang dapat dikenali."
    if not row.not_yet:
        return "Semua yang sudah diukur terbukti paham."
    if row.salah_kaprah is None:
        return f"{people(row.not_yet)} sudah diukur tetapi belum paham."
    return (
        f"{people(row.not_yet)} sudah diukur tetapi belum paham, "
        f"{number(row.salah_kaprah)} di antaranya memegang salah kaprah inti."
    )


def change_note(matched: int | None, least: int) -> str:
    """Of whom the drawing of before and after speaks, or why there is none."""
    if matched is None:
        return f"Ditampilkan bila sedikitnya {least} orang OPD ini ikut tes awal dan tes akhir."
    return f"% peserta; {number(matched)} orang yang sama di OPD ini, garis tebal rentang 95%"


def message(
    place: Place, full_name: str, row: DisplayRow | None, counts: str, *, unmeasured: int, trainers: str = ""
) -> str:
    """What the Sekda may send to the head of the OPD: figures of the page, a request, no names."""
    lines = [f"Yth. Kepala {full_name}", "", f"Pemahaman SPBE, keadaan {place.day} pukul {place.time}:"]
    asked = []
    if not counts:
        lines.append("- Belum ada pegawai wajib.")
    elif row is None or row.paham is None:
        lines.append(f"- {counts[0].upper()}{counts[1:]}.")
        asked = [MEASURE] if unmeasured else []
    else:
        share = percent_text(row.paham, row.obliged)
        of = f"{number(row.paham)} dari {people(row.obliged)} wajib"
        lines.append(f"- Terbukti paham: {share} ({of}), sasaran {place.target}.")
        lines += [f"- {line}." for line in _left(row)]
        asked = _asked(row)
    if asked:
        lines += ["", *asked]
    if trainers and row is not None and row.group is ActionGroup.PERLU_BELAJAR:
        lines.append(f"Narasumber dapat dihubungi: {trainers}.")
    names = "Nama yang belum diukur ada pada admin OPD. " if unmeasured else ""
    lines += ["", f"{names}Nilai perorangan tidak dibagikan."]
    return "\n".join(lines)


def _left(row: DisplayRow) -> list[str]:
    found = [f"Belum diukur: {people(row.unmeasured)}"] if row.unmeasured else []
    if row.not_yet:
        found.append(f"Sudah diukur tetapi belum paham: {people(row.not_yet)}")
    return found


def _asked(row: DisplayRow) -> list[str]:
    found = []
    if row.unmeasured and row.group is not ActionGroup.TERCAPAI:
        found.append(MEASURE)
    if row.not_yet and row.group is ActionGroup.PERLU_BELAJAR:
        found.append("Mohon dijadwalkan kelas perbaikan dengan materi salah kaprah di Paham SPBE.")
    return found
