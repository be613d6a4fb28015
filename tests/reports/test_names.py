"""Names of OPD on pages."""

import pytest

from app.reports.rules.names import office_name


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Dinas Pendidikan Daerah Provinsi Sulawesi Tengah", "Dinas Pendidikan"),
        ("Dinas Kebudayaan Provinsi Sulawesi Tengah", "Dinas Kebudayaan"),
        ("Biro Hukum Setda Provinsi Sulawesi Tengah", "Biro Hukum"),
        ("Badan Kepegawaian Daerah Provinsi Sulawesi Tengah", "Badan Kepegawaian Daerah"),
        ("Sekretariat Daerah Provinsi Sulawesi Tengah", "Sekretariat Daerah"),
        ("Inspektorat Daerah Provinsi Sulawesi Tengah", "Inspektorat"),
        ("Rumah Sakit Umum Daerah Undata", "Rumah Sakit Umum Daerah Undata"),
        ("OPD kecil (digabung 2)", "OPD kecil (digabung 2)"),
    ],
)
def test_the_province_is_not_repeated_in_every_row(name: str, said: str) -> None:
    assert office_name(name) == said
