"""What the acts of the audit trail are called, and how their marks are written out."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from app.people.rules import ROLE_NAMES, Role

ACTION_NAMES = {
    "invalidate attempt": "Membatalkan percobaan",
    "add person": "Menambah orang",
    "grant role": "Memberi peran",
    "revoke role": "Mencabut peran",
    "move person": "Memindahkan ke OPD lain",
    "end membership": "Mengakhiri keanggotaan OPD",
    "end exemption": "Mengakhiri pengecualian",
    "take back end": "Membatalkan akhir keanggotaan",
    "propose transfer": "Mengusulkan mutasi",
    "decide transfer": "Memutuskan mutasi",
    "add post": "Mencatat jabatan rangkap",
    "end post": "Mengakhiri jabatan rangkap",
    "change level": "Mengubah jenjang jabatan",
    "plan change": "Merencanakan perubahan",
    "withdraw plan": "Menarik rencana perubahan",
    "fail plan": "Rencana tidak dapat dijalankan",
    "create opd": "Menambah OPD",
    "change opd": "Mengubah OPD",
    "end opd": "Mengakhiri OPD",
    "merge opd": "Menggabungkan OPD",
    "bulk act": "Tindakan massal",
    "undo bulk act": "Membatalkan tindakan massal",
    "export links": "Mengunduh tautan masuk",
    "decide obligation": "Menetapkan kewajiban dan tenggat",
    "exempt person": "Mengecualikan dari hitungan",
    "open account": "Membuka akun",
    "close account": "Menutup akun",
    "make entry link": "Membuat tautan masuk",
    "choose password": "Memilih kata sandi",
    "change password": "Mengganti kata sandi",
    "mail entry link": "Mengirim tautan masuk lewat surel",
    "make entry code": "Membuat kode masuk",
    "use entry code": "Memakai kode masuk",
    "turn on second step": "Mengaktifkan verifikasi dua langkah",
    "turn off second step": "Mematikan verifikasi dua langkah",
    "reset second step": "Mengatur ulang verifikasi dua langkah",
    "renew recovery codes": "Membuat kode pemulihan baru",
    "use recovery code": "Memakai kode pemulihan",
    "publish document": "Menerbitkan materi",
    "plan document": "Menjadwalkan materi",
    "withdraw document": "Menarik materi",
    "cancel planned document": "Membatalkan jadwal materi",
    "give allowance": "Memberi waktu atau percobaan",
    "withdraw allowance": "Mencabut waktu atau percobaan",
    "decide late answers": "Memutuskan jawaban terlambat",
    "refused": "Ditolak masuk halaman",
    "make backup": "Membuat cadangan",
    "import roster": "Mengimpor pegawai",
    "change person": "Mengubah data orang",
    "export roster": "Mengunduh daftar pegawai",
    "load register": "Memuat register OPD",
    "remark results": "Menilai ulang hasil",
    "undo remark": "Membatalkan penilaian ulang",
    "export audit": "Mengunduh jejak audit",
    "change setting": "Mengubah pengaturan",
    "export own data": "Mengunduh data sendiri",
    "ask correction": "Meminta perbaikan data",
    "accept correction": "Menerima perbaikan data",
    "refuse correction": "Menolak perbaikan data",
    "anonymise person": "Menganonimkan orang",
    "open incident": "Mencatat insiden",
    "change incident": "Mengubah catatan insiden",
    "list affected": "Menambah akun terdampak",
    "unlist affected": "Mengeluarkan akun terdampak",
    "forget old": "Menghapus data yang habis masa simpannya",
    "export affected": "Mengunduh akun terdampak",
    "export incidents": "Mengunduh daftar insiden",
    "view person": "Membuka halaman orang",
    "view staff list": "Membuka daftar orang",
}
MARK = re.compile(r"\b(role|opd|person|setting|incident):([a-z_0-9]+)")
OTHER_SUBJECTS = {"roster": "Daftar pegawai", "register": "Register OPD", "installation": "Sistem"}


def action_name(action: str) -> str:
    """The act in Indonesian; one that has no words yet stands as it was recorded."""
    return ACTION_NAMES.get(action, action)


@dataclass(frozen=True, slots=True)
class Names:
    """What the marks `person:12` and `opd:3` of the trail are called today."""

    people: Mapping[int, str]
    opd: Mapping[int, str]
    settings: Mapping[str, str] = field(default_factory=dict)

    def written_out(self, text: str) -> str:
        """The text with every mark that is known replaced by its name."""
        return MARK.sub(self._name, OTHER_SUBJECTS.get(text, text))

    def _name(self, mark: re.Match[str]) -> str:
        kind, value = mark.groups()
        if kind == "role":
            return ROLE_NAMES[Role(value)] if value in set(Role) else value
        if kind == "incident":
            return f"Insiden {value}"
        if kind == "setting":
            return self.settings.get(value, value)
        names = self.people if kind == "person" else self.opd
        return names.get(int(value), mark[0]) if value.isdigit() else mark[0]
