"""What a person is told of the own state: the state, why, and what would change it."""

from dataclasses import dataclass
from datetime import datetime

from .policy import Policy
from .printing import percent_text
from .states import PersonState, Result, is_passed, state_of

WORDS = {
    PersonState.PAHAM: ("paham", "Terbukti paham"),
    PersonState.BELUM_TAHU: ("tahu", "Belum tahu"),
    PersonState.SALAH_KAPRAH: ("salah", "Memegang salah kaprah inti"),
    PersonState.BELUM_DIUKUR: ("ukur", "Belum diukur"),
}


@dataclass(frozen=True, slots=True)
class TestTaken:
    """The valid attempt behind a state: when it was sent, until when it counts, where its result stands."""

    sent_at: datetime
    counts_until: datetime
    public_id: str


@dataclass(frozen=True, slots=True)
class OwnState:
    """The state of one person, for that person alone; grace and exemption do not hide it."""

    state: PersonState
    reason: str
    change: str
    test: TestTaken | None = None

    @property
    def measured(self) -> bool:
        """Whether a valid test stands behind it."""
        return self.state is not PersonState.BELUM_DIUKUR

    @property
    def texture(self) -> str:
        """The fill of the state: paham, tahu, salah or ukur."""
        return WORDS[self.state][0]

    @property
    def word(self) -> str:
        """The state as the page names it."""
        return WORDS[self.state][1]


def own_state_of(result: Result | None, policy: Policy, test: TestTaken | None = None) -> OwnState:
    """The state that follows from the latest valid result, with its sentences."""
    state = state_of(result, policy)
    return OwnState(state, _reason(result, state, policy), _change(state, policy), test)


def _reason(result: Result | None, state: PersonState, policy: Policy) -> str:
    if result is None:
        return f"Belum ada tes yang sah dalam {policy.validity_days} hari terakhir."
    if state is PersonState.SALAH_KAPRAH:
        return f"Pada {result.core_confirmed} soal inti Anda memilih salah kaprah dengan yakin."
    score = f"{result.correct} dari {result.items} soal benar"
    if state is PersonState.PAHAM:
        return f"{score}, dan Anda tidak memegang salah kaprah inti."
    if is_passed(result, policy):
        return f"{score}, tetapi kurang dari dua soal inti terjawab."
    mark = percent_text(policy.pass_mark.numerator, policy.pass_mark.denominator)
    return f"{score}; batas lulus {mark}."


def _change(state: PersonState, policy: Policy) -> str:
    return {
        PersonState.BELUM_DIUKUR: "Kerjakan tesnya. Yang dihitung adalah percobaan sah terakhir.",
        PersonState.SALAH_KAPRAH: "Baca bantahannya pada halaman hasil, lalu coba lagi setelah jeda.",
        PersonState.BELUM_TAHU: "Baca penjelasan pada halaman hasil, lalu coba lagi setelah jeda.",
        PersonState.PAHAM: f"Hasil ini berlaku {policy.validity_days} hari sejak dikirim.",
    }[state]
