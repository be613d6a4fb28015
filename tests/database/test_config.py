"""Production refuses to start half-configured."""

from pathlib import Path

import pytest

from app.config import ConfigError, Settings

GOOD = {
    "PAHAM_ENV": "production",
    "SECRET_KEY": "k" * 40,
    "PAHAM_BASE_URL": "https://paham.contoh.test",
}


def test_a_complete_production_starts(tmp_path: Path) -> None:
    settings = Settings.from_env(GOOD, instance=tmp_path)
    assert settings.secure
    assert settings.flask()["SESSION_COOKIE_NAME"] == "__Host-paham"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SECRET_KEY", "pendek"),
        ("PAHAM_BASE_URL", "http://paham.contoh.test"),
        ("PAHAM_CLOCK_OFFSET", "60"),
        ("PAHAM_FIGURES", "live"),
        ("PAHAM_ENV", "prod"),
        ("PAHAM_MAX_UPLOAD_MB", "banyak"),
    ],
)
def test_production_refuses_what_is_unsafe(tmp_path: Path, name: str, value: str) -> None:
    with pytest.raises(ConfigError):
        Settings.from_env({**GOOD, name: value}, instance=tmp_path)


def test_the_secret_of_an_installation_is_made_once_and_readable_by_its_owner_alone(tmp_path: Path) -> None:
    first = Settings.from_env({}, instance=tmp_path).secret_key
    assert first == Settings.from_env({}, instance=tmp_path).secret_key
    assert len(first) >= 32
    assert (tmp_path / "secret_key").stat().st_mode & 0o077 == 0
