"""Settings with history: typed, checked, told from where, and never a secret."""

from flask import Flask

from app import audit, policy
from app.clock import now
from app.db import transaction
from tests.admin.conftest import Administrator

CONTACT = f"/kelola/pengaturan/{policy.CONTACT}/"
DAYS = f"/kelola/pengaturan/{policy.SESSION_DAYS}/"


def test_a_change_counts_at_once_and_keeps_what_was_before(admin: Administrator) -> None:
    answer = admin.post(CONTACT, {"value": " Bidang  Persandian ", "reason": "Rapat 12", "expected": ""})
    assert answer.status_code == 303
    assert policy.values()[policy.CONTACT] == "Bidang Persandian"
    admin.post(CONTACT, {"value": "Bidang Statistik", "reason": "Pindah", "expected": "Bidang Persandian"})
    page = admin.page(CONTACT)
    assert "Bidang Persandian" in page
    assert "Rapat 12" in page
    (line,) = audit.entries(limit=1)
    assert line.changes == (audit.Change("Kontak pelindungan data", "Bidang Persandian", "Bidang Statistik"),)
    assert "Pindah" in admin.page("/kelola/pengaturan/")


def test_a_value_that_cannot_be_is_refused_and_what_was_typed_stays(admin: Administrator) -> None:
    for typed in ("0", "9999", "-3", "tiga", "", "9" * 400, "１２"):
        answer = admin.post(DAYS, {"value": typed, "reason": "uji", "expected": "90"})
        assert answer.status_code == 422
        assert "Tulis jumlah hari, 1 sampai 730." in answer.text
        assert typed in answer.text
    assert policy.values()[policy.SESSION_DAYS] == "90"
    assert admin.post(DAYS, {"value": "30", "expected": "90"}).status_code == 422
    assert admin.post(CONTACT, {"value": "x" * 201, "reason": "uji", "expected": ""}).status_code == 422


def test_who_comes_second_is_told_what_stands_now(admin: Administrator) -> None:
    admin.post(DAYS, {"value": "30", "reason": "satu", "expected": "90"})
    answer = admin.post(DAYS, {"value": "60", "reason": "dua", "expected": "90"})
    assert answer.status_code == 409
    assert "Orang lain baru saja mengubah" in answer.text
    assert 'value="30"' in answer.text
    assert policy.values()[policy.SESSION_DAYS] == "30"


def test_the_same_value_again_is_no_change(admin: Administrator) -> None:
    with transaction():
        assert not policy.change(
            policy.SESSION_DAYS, "090", expected="90", reason="uji", by=admin.id, at=now()
        )
    assert policy.history() == []


def test_a_setting_that_does_not_exist_is_not_found(admin: Administrator) -> None:
    admin.page("/kelola/pengaturan/lain/", status=404)
    assert admin.post("/kelola/pengaturan/lain/", {"value": "1", "reason": "uji"}).status_code == 404


def test_the_environment_is_shown_without_its_secrets(app: Flask, admin: Administrator) -> None:
    page = admin.page("/kelola/pengaturan/")
    settings = app.config["PAHAM"]
    assert "PAHAM_IDLE_MINUTES" in page
    assert "Sesi berakhir bila diam (menit)" in page
    assert settings.secret_key not in page
    assert settings.database_url not in page
