"""Invented names and NIP: plausible in Sulawesi Tengah, nobody's in particular."""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

MALE = (
    "Abdul Rahim", "Moh. Fadli", "Moh. Rizal", "Arifin", "Irwan", "Sudirman", "Yusran", "Ruslan", "Nu'man",
    "Ma'ruf", "Zulfikar", "Hendra", "Yohanis", "Yosep", "Markus", "Feri", "Alfian", "Syarif", "Rahmat",
    "Taufik", "Bambang", "Agus", "I Wayan", "I Nyoman", "I Ketut", "Andi Baso", "Lukman", "Hasanudin",
    "Jufri", "Anwar", "Sahrul", "Ridwan", "Iskandar", "Fikri", "Dedi", "Robert", "André", "Stefanus",
    "Melki", "Asrul", "Gunawan", "Saʼdullah", "Rio", "Yanto", "Firman", "Erwin", "Imran", "Sofyan",
)  # fmt: skip
FEMALE = (
    "Nurhayati", "Siti Aminah", "Rahmawati", "Ester", "Marlina", "Ni Luh", "Ni Komang", "Sri Wahyuni",
    "Fitriani", "Hasnah", "Rosmiati", "Yuliana", "Debora", "Jum'ati", "Sa'diah", "Nurʼaini", "Maʼrifah",
    "Renée", "Andi Tenri", "Asmawati", "Herlina", "Indah", "Kartini", "Lidia", "Mariam", "Nurlaela",
    "Olvi", "Putri", "Ratna", "Sulastri", "Titin", "Ummi", "Vivi", "Wahida", "Yanti", "Zubaedah",
    "Dewi", "Endang", "Grace", "Hijrah", "Irma", "Juliana", "Megawati", "Nirmala", "Selvi", "Thérèsia",
)  # fmt: skip
LAST = (
    "Lasinda", "Tobigo", "Palindo", "Mondolu", "Tadulona", "Labulo", "Sangkoyo", "Tolinggi", "Bungkari",
    "Lamasai", "Pasokira", "Tampubulo", "Rantesela", "Mangkona", "Lapasere", "Dolosinga", "Pamonte",
    "Saluanda", "Banggaira", "Morikaya", "Lindukai", "Poboyano", "Kulawira", "Napusia", "Besoana",
    "Rampikora", "Ampanali", "Luwukana", "Bualemo'a", "Tojoluwa", "Parigona", "Sindueto", "Balaesa",
    "Saputra", "Hidayat", "Setiawan", "Pratama", "Wijaya", "Kurniawan", "Ramadhan", "Santoso", "Suardana",
    "Lestari", "Anggraini", "Sudarma", "Mokoagol", "Tumengko", "Lolowai", "Daeng Malewa'i", "Karamoya",
)  # fmt: skip
DEGREES = (
    "", "", "", "A.Md.", "A.Md.Kom.", "S.E.", "S.E., M.M.", "S.H.", "S.H., M.H.", "S.Sos.", "S.Sos., M.A.P.",
    "S.P.", "S.Pt.", "S.T.", "S.T., M.T.", "S.Kom.", "S.Kom., M.Kom.", "S.Pd.", "S.K.M.", "S.Si.", "S.A.P.",
    "S.I.P.", "S.STP., M.Si.", "S.Ak.", "S.Hut.", "S.Ikom.",
)  # fmt: skip
FRONT = ("", "", "", "", "", "", "", "Dr. ", "Ir. ", "Drs. ", "H. ")
FRONT_OF_WOMEN = ("", "", "", "", "", "", "", "Dr. ", "Ir. ", "Dra. ", "Hj. ")
SERIALS = range(900, 1000)
"""Serial numbers so high are not handed out, so an invented NIP is nobody's."""
PPPK_MARK = "21"


@dataclass(frozen=True, slots=True)
class Identity:
    """A name and a NIP."""

    name: str
    nip: str


class Inventor:
    """Invents identities that do not repeat, from the given source of chance."""

    def __init__(self, chance: Random, at: date, taken: frozenset[str] = frozenset()) -> None:
        self._chance, self._at, self._taken = chance, at, set(taken)

    def identity(self) -> Identity:
        """Somebody new."""
        female = self._chance.random() < 0.5
        name, nip = self._name(female), self._nip(female)
        while nip in self._taken:
            nip = self._nip(female)
        self._taken.add(nip)
        return Identity(name, nip)

    def _name(self, female: bool) -> str:
        front = self._chance.choice(FRONT_OF_WOMEN if female else FRONT)
        given = self._chance.choice(FEMALE if female else MALE)
        last, degree = self._chance.choice(LAST), self._chance.choice(DEGREES)
        return f"{front}{given} {last}" + (f", {degree}" if degree else "")

    def _nip(self, female: bool) -> str:
        born = self._at - timedelta(days=self._chance.randrange(24 * 366, 57 * 365))
        serial = self._chance.choice(SERIALS)
        return f"{born:%Y%m%d}{self._appointed(born)}{2 if female else 1}{serial}"

    def _appointed(self, born: date) -> str:
        if self._chance.random() < 0.2:
            return f"{self._chance.randrange(self._at.year - 4, self._at.year)}{PPPK_MARK}"
        latest = min(born.year + 33, self._at.year - 1)
        year = self._chance.randrange(min(born.year + 21, latest), latest + 1)
        return f"{year}{self._chance.choice((1, 2, 3, 4, 12)):02d}"
