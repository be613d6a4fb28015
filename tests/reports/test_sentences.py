"""Sentences of the reports in every case, read aloud."""

import pytest

from app.reports.rules.sentences import (
    OtherBelief,
    Standing,
    Wanting,
    all_modules,
    completion_headline,
    completion_lead,
    core_sentence,
    exempts_many,
    headline,
    many_exempt_sentence,
    requests,
)


def standing(
    *, opd: int = 45, learn: int = 0, measure: int = 0, obliged: int = 3946, measured: int = 2943
) -> Standing:
    return Standing(obliged, measured, 10, opd, learn, measure)


@pytest.mark.parametrize(
    ("where", "sentence"),
    [
        (
            standing(learn=13, measure=14),
            "27 dari 45 OPD belum mencapai sasaran: 13 perlu belajar lagi, 14 belum tuntas diukur.",
        ),
        (standing(learn=2), "2 dari 45 OPD belum mencapai sasaran: semuanya perlu belajar lagi."),
        (standing(measure=2), "2 dari 45 OPD belum mencapai sasaran: semuanya belum tuntas diukur."),
        (standing(learn=1), "1 dari 45 OPD belum mencapai sasaran: perlu belajar lagi."),
        (standing(measure=1), "1 dari 45 OPD belum mencapai sasaran: belum tuntas diukur."),
        (
            standing(learn=1, measure=1),
            "2 dari 45 OPD belum mencapai sasaran: 1 perlu belajar lagi, 1 belum tuntas diukur.",
        ),
        (standing(), "Semua 45 OPD sudah mencapai sasaran."),
        (
            standing(learn=13, measure=32),
            "Belum satu pun dari 45 OPD mencapai sasaran: 13 perlu belajar lagi, 32 belum tuntas diukur.",
        ),
        (
            standing(learn=45),
            "Belum satu pun dari 45 OPD mencapai sasaran: semuanya perlu belajar lagi.",
        ),
        (standing(opd=1), "Satu OPD dapat ditampilkan, dan sudah mencapai sasaran."),
        (
            standing(opd=1, measure=1),
            "Satu OPD dapat ditampilkan dan belum mencapai sasaran: belum tuntas diukur.",
        ),
        (standing(opd=0), "Belum ada OPD dengan sedikitnya 10 pegawai yang sudah diukur."),
        (standing(measured=7), "Baru 7 dari 3.946 pegawai wajib sudah diukur."),
        (standing(measured=0), "Belum seorang pun dari 3.946 pegawai wajib sudah diukur."),
        (standing(obliged=0, measured=0, opd=0), "Belum ada pegawai wajib pada tanggal ini."),
    ],
)
def test_the_headline_says_the_number_and_the_action(where: Standing, sentence: str) -> None:
    assert headline(where) == sentence
    assert len(sentence.split()) <= 16


def test_the_core_belief_is_told_with_its_persons() -> None:
    assert core_sentence(belief="SPBE = membuat aplikasi baru", text="23%", holders=686, asked=2943) == (
        "Salah kaprah “SPBE = membuat aplikasi baru” masih dipegang 23% pegawai yang diukur: "
        "686 dari 2.943 orang."
    )


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("≤5%", "Salah kaprah “X” dipegang paling banyak 5% pegawai yang diukur."),
        ("≥90%", "Salah kaprah “X” masih dipegang sedikitnya 90% pegawai yang diukur."),
        ("—", "Jumlah pemegang salah kaprah “X” ditutup karena kelompoknya terlalu kecil."),
    ],
)
def test_a_masked_core_belief_is_told_without_a_count(text: str, sentence: str) -> None:
    assert core_sentence(belief="X", text=text, holders=None, asked=None) == sentence


def test_all_three_requests_stand_in_their_order() -> None:
    asked = requests(Wanting(14, 753, 13, 644, 390, OtherBelief("SPBE urusan Kominfo saja", 31)))
    assert asked == (
        "Minta 14 OPD menuntaskan pengukuran: 753 pegawai belum diukur.",
        "Jadwalkan kelas perbaikan di 13 OPD: 644 pegawai belum paham, 390 di antaranya salah kaprah inti.",
        "Setujui materi baru untuk “SPBE urusan Kominfo saja”: dipegang 31% pegawai yang diukur.",
    )


def test_a_request_without_a_number_is_not_made() -> None:
    assert requests(Wanting(0, 0, 0, 0, None, OtherBelief("X", 19))) == ()
    assert requests(Wanting(1, 1500, 0, 0, None)) == (
        "Minta 1 OPD menuntaskan pengukuran: 1.500 pegawai belum diukur.",
    )


def test_a_sum_that_would_give_a_folded_row_away_is_left_out() -> None:
    assert requests(Wanting(0, 0, 2, 31, None)) == (
        "Jadwalkan kelas perbaikan di 2 OPD: 31 pegawai belum paham.",
    )


@pytest.mark.parametrize(
    ("completed", "obliged", "modules", "sentence"),
    [
        (859, 1492, 6, "859 dari 1.492 pegawai wajib sudah menyelesaikan keenam modul."),
        (0, 12, 3, "Belum seorang pun dari 12 pegawai wajib menyelesaikan ketiga modul."),
        (12, 12, 2, "Semua 12 pegawai wajib sudah menyelesaikan kedua modul."),
        (3, 12, 1, "3 dari 12 pegawai wajib sudah menyelesaikan modul wajib."),
        (3, 12, 9, "3 dari 12 pegawai wajib sudah menyelesaikan semua 9 modul."),
        (0, 0, 3, "Belum ada pegawai wajib pada hari ini."),
        (0, 9, 0, "Belum ada modul wajib yang terbit."),
    ],
)
def test_completion_is_told_in_persons(completed: int, obliged: int, modules: int, sentence: str) -> None:
    assert completion_headline(completed=completed, obliged=obliged, modules=modules) == sentence


def test_the_lead_of_completion_names_who_should_act_and_which_module_lags() -> None:
    assert completion_lead(behind=5, opd=14, lagging="Urusan siapa") == (
        "5 OPD perlu menuntaskan bulan ini. Paling sering tertinggal: “Urusan siapa”."
    )
    assert completion_lead(behind=0, opd=14, lagging=None) == (
        "Di setiap OPD separuh atau lebih sudah selesai."
    )
    assert completion_lead(behind=0, opd=1, lagging=None) == (
        "Separuh atau lebih sudah menyelesaikan semuanya."
    )
    assert completion_lead(behind=1, opd=1, lagging=None) == (
        "Kurang dari separuh pegawai wajib menyelesaikan semuanya."
    )


def test_the_collective_numeral_ends_at_six() -> None:
    assert [all_modules(n) for n in (1, 3, 6, 7)] == [
        "modul wajib",
        "ketiga modul",
        "keenam modul",
        "semua 7 modul",
    ]


@pytest.mark.parametrize(
    ("exempt", "active", "many"), [(4, 40, False), (5, 40, True), (0, 0, False), (1, 1, True)]
)
def test_more_than_a_tenth_exempt_is_told(exempt: int, active: int, many: bool) -> None:
    assert exempts_many(exempt, active) is many


def test_who_exempts_many_is_named_with_persons() -> None:
    assert many_exempt_sentence([("Dinas A", 5, 40), ("Dinas B", 200, 1500)]) == (
        "Dikecualikan lebih dari 10% pegawai aktif, maka penyebutnya lebih kecil: "
        "Dinas A (5 dari 40); Dinas B (200 dari 1.500)."
    )
