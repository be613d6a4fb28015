"""What a person reads about the own state."""

import pytest

from app.comprehension.rules import PersonState, Policy, Result
from app.comprehension.rules.own import own_state_of

POLICY = Policy("SPBE-DASAR-2026")


@pytest.mark.parametrize(
    ("result", "state", "texture", "reason"),
    [
        (None, PersonState.BELUM_DIUKUR, "ukur", "Belum ada tes yang sah dalam 365 hari terakhir."),
        (
            Result(9, 10, 10, 0, 3),
            PersonState.PAHAM,
            "paham",
            "9 dari 10 soal benar, dan Anda tidak memegang salah kaprah inti.",
        ),
        (
            Result(9, 10, 10, 2, 3),
            PersonState.SALAH_KAPRAH,
            "salah",
            "Pada 2 soal inti Anda memilih salah kaprah dengan yakin.",
        ),
        (Result(6, 10, 10, 0, 3), PersonState.BELUM_TAHU, "tahu", "6 dari 10 soal benar; batas lulus 70%."),
        (
            Result(8, 10, 8, 0, 1),
            PersonState.BELUM_TAHU,
            "tahu",
            "8 dari 10 soal benar, tetapi kurang dari dua soal inti terjawab.",
        ),
    ],
)
def test_the_own_state_says_why(result: Result | None, state: PersonState, texture: str, reason: str) -> None:
    own = own_state_of(result, POLICY)
    assert (own.state, own.texture, own.reason) == (state, texture, reason)
    assert own.measured == (result is not None)
    assert own.change.endswith(".")
    assert own.word
