"""The fourteen OPD of the register that get invented people, and how far the people of each came."""

from dataclasses import dataclass
from itertools import chain, cycle, islice

from app.demo.people import Story

UNITS = (
    "Sekretariat",
    "Subbagian Perencanaan dan Program",
    "Subbagian Keuangan dan Aset",
    "Subbagian Umum dan Kepegawaian",
    "Bidang Pelayanan",
    "Bidang Pembinaan dan Pengawasan",
    "Bidang Pengembangan",
    "Bidang Data dan Informasi",
)


@dataclass(frozen=True, slots=True)
class Office:
    """How many of an OPD's people stand where; grace and exempt stand outside the roster."""

    code: str
    paham: int
    belum_tahu: int
    salah_kaprah: int
    unmeasured: int
    grace: int = 1
    exempt: int = 1
    moved_in: int = 1
    retired: int = 1

    @property
    def obliged(self) -> int:
        """The roster."""
        return self.paham + self.belum_tahu + self.salah_kaprah + self.unmeasured

    @property
    def staff(self) -> int:
        """Everybody who belongs to the OPD when the world is loaded."""
        return self.obliged + self.grace + self.exempt

    @property
    def stories(self) -> list[Story]:
        """One story for each person of the roster."""
        return [
            *islice(cycle(OF_PAHAM), self.paham),
            *islice(cycle(OF_BELUM_TAHU), self.belum_tahu),
            *islice(cycle(OF_SALAH_KAPRAH), self.salah_kaprah),
            *islice(cycle(OF_UNMEASURED), self.unmeasured),
        ]


OF_PAHAM = tuple(
    chain(
        [Story.UNDERSTANDS] * 4,
        [Story.RECOVERED],
        [Story.UNDERSTANDS] * 3,
        [Story.UNDERSTOOD_BEFORE, Story.RECOVERED],
    )
)
OF_BELUM_TAHU = (Story.UNSURE, Story.UNSURE, Story.SLIPPED, Story.UNSURE, Story.UNSURE_OF_CORE)
OF_SALAH_KAPRAH = (Story.BELIEVES, Story.BELIEVES_AND_PASSES, Story.BELIEVES)
OF_UNMEASURED = (
    Story.NOT_STARTED,
    Story.READING,
    Story.ONE_MODULE,
    Story.READ_ALL,
    Story.NOT_STARTED,
    Story.TEST_OPEN,
    Story.QUIZ_FAILED,
    Story.TEST_THIN,
)

OFFICES = (
    Office("BPSDM", paham=27, belum_tahu=4, salah_kaprah=4, unmeasured=5, grace=2),
    Office("BAPPEDA", paham=31, belum_tahu=6, salah_kaprah=5, unmeasured=6, exempt=2),
    Office("DISKOMINFOSANTIK", paham=36, belum_tahu=5, salah_kaprah=2, unmeasured=7, grace=2, moved_in=2),
    Office("BIRO-ORGANISASI", paham=16, belum_tahu=3, salah_kaprah=1, unmeasured=4),
    Office("INSPEKTORAT", paham=15, belum_tahu=4, salah_kaprah=4, unmeasured=11, exempt=2),
    Office("DISPUSARDA", paham=12, belum_tahu=3, salah_kaprah=3, unmeasured=12),
    Office("DPMPTSP", paham=22, belum_tahu=6, salah_kaprah=5, unmeasured=11, grace=3),
    Office("DINSOS", paham=10, belum_tahu=5, salah_kaprah=5, unmeasured=16, exempt=5),
    Office("DISDIK", paham=17, belum_tahu=13, salah_kaprah=14, unmeasured=12, grace=2, exempt=2, moved_in=2),
    Office("DISHUB", paham=11, belum_tahu=9, salah_kaprah=10, unmeasured=10),
    Office("DISPERINDAG", paham=12, belum_tahu=8, salah_kaprah=9, unmeasured=9),
    Office("RSUD-UNDATA", paham=20, belum_tahu=10, salah_kaprah=13, unmeasured=11, grace=3, retired=2),
    Office("BRIDA", paham=4, belum_tahu=2, salah_kaprah=2, unmeasured=4, exempt=0, moved_in=0, retired=0),
    Office("BAKESBANGPOL", paham=3, belum_tahu=2, salah_kaprah=1, unmeasured=10, moved_in=0, retired=0),
)
