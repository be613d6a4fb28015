"""Settings from the environment, read once; production refuses to start half-configured."""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

KNOWN_SECRETS = frozenset({"dev", "secret", "changeme", "rahasia", "password", "paham"})


class ConfigError(RuntimeError):
    """The environment does not describe a product that may be started; the message says what to change."""


@dataclass(frozen=True, slots=True)
class Oidc:
    """Somebody else's sign-in that this installation trusts; nobody's when no issuer is named."""

    issuer: str = ""
    client_id: str = ""
    client_secret: str = ""
    nip_claim: str = "nip"
    name: str = "SSO"

    def __bool__(self) -> bool:
        return bool(self.issuer)

    @classmethod
    def from_env(cls, env: Mapping[str, str]) -> "Oidc":
        """Read `PAHAM_OIDC_*`; raises ConfigError when half of it is there."""
        found = cls(
            issuer=env.get("PAHAM_OIDC_ISSUER", "").rstrip("/"),
            client_id=env.get("PAHAM_OIDC_CLIENT_ID", ""),
            client_secret=env.get("PAHAM_OIDC_CLIENT_SECRET", ""),
            nip_claim=env.get("PAHAM_OIDC_NIP_CLAIM") or "nip",
            name=env.get("PAHAM_OIDC_NAME") or "SSO",
        )
        if found and not found.client_id:
            raise ConfigError("PAHAM_OIDC_ISSUER needs PAHAM_OIDC_CLIENT_ID.")
        return found


@dataclass(frozen=True, slots=True)
class Settings:
    """Every setting of the product. `docs/operating.md` explains each; a test keeps both in step."""

    env: str
    database_url: str
    secret_key: str
    base_url: str
    allowed_hosts: tuple[str, ...]
    timezone: str
    clock_offset: int
    figures: str
    max_upload_mb: int
    trusted_proxies: int
    idle_minutes: int
    session_hours: int
    totp: str
    password_mix: bool
    password_days: int
    mail_url: str
    oidc: Oidc
    instance: Path

    @property
    def production(self) -> bool:
        """Whether real people's data is served."""
        return self.env == "production"

    @property
    def secure(self) -> bool:
        """Whether links are https, and cookies therefore `Secure` and `__Host-`."""
        return self.base_url.startswith("https://")

    @classmethod
    def from_env(cls, env: Mapping[str, str] | None = None, *, instance: Path | None = None) -> "Settings":
        """Read the environment; raises ConfigError when a value cannot be served safely."""
        env = os.environ if env is None else env
        instance = instance or Path(__file__).resolve().parent.parent / "instance"
        base_url = env.get("PAHAM_BASE_URL", "http://127.0.0.1:8000").rstrip("/")
        host = urlsplit(base_url).hostname or "127.0.0.1"
        settings = cls(
            env=env.get("PAHAM_ENV", "development"),
            database_url=_database_url(env.get("DATABASE_URL", ""), instance),
            secret_key=env.get("SECRET_KEY") or _kept_secret(instance),
            base_url=base_url,
            allowed_hosts=tuple(h for h in env.get("PAHAM_ALLOWED_HOSTS", "").split(",") if h)
            or tuple(dict.fromkeys((host, "127.0.0.1", "localhost"))),
            timezone=env.get("PAHAM_TIMEZONE", "Asia/Makassar"),
            clock_offset=_number(env, "PAHAM_CLOCK_OFFSET", 0),
            figures=env.get("PAHAM_FIGURES", "daily"),
            max_upload_mb=_number(env, "PAHAM_MAX_UPLOAD_MB", 20),
            trusted_proxies=_number(env, "PAHAM_TRUSTED_PROXIES", 0),
            idle_minutes=_number(env, "PAHAM_IDLE_MINUTES", 720),
            session_hours=_number(env, "PAHAM_SESSION_HOURS", 720),
            totp=env.get("PAHAM_TOTP") or ("required" if env.get("PAHAM_ENV") == "production" else "off"),
            password_mix=env.get("PAHAM_PASSWORD_MIX", "off") == "on",
            password_days=_number(env, "PAHAM_PASSWORD_DAYS", 0),
            mail_url=env.get("PAHAM_MAIL_URL", ""),
            oidc=Oidc.from_env(env),
            instance=instance,
        )
        settings.refuse_unsafe()
        return settings

    def refuse_unsafe(self) -> None:
        """Raise ConfigError for what must never be served."""
        if self.env not in {"development", "production"}:
            raise ConfigError(f"PAHAM_ENV must be development or production, not {self.env!r}.")
        if self.figures not in {"daily", "live"}:
            raise ConfigError("PAHAM_FIGURES must be daily or live.")
        if self.totp not in {"required", "off"}:
            raise ConfigError("PAHAM_TOTP must be required or off.")
        if self.mail_url and urlsplit(self.mail_url).scheme not in {"smtp", "smtps"}:
            raise ConfigError("PAHAM_MAIL_URL must begin with smtp:// or smtps://.")
        if not self.production:
            return
        if self.oidc and not self.oidc.issuer.startswith("https://") and not _is_local(self.oidc.issuer):
            raise ConfigError("PAHAM_OIDC_ISSUER must be https in production (except on localhost).")
        local = _is_local(self.base_url)
        if len(self.secret_key) < 32 or self.secret_key.lower() in KNOWN_SECRETS:
            raise ConfigError("SECRET_KEY is known or shorter than 32 characters; production refuses it.")
        if not self.secure and not local:
            raise ConfigError("PAHAM_BASE_URL must be https in production (plain http only for localhost).")
        if self.clock_offset:
            raise ConfigError("PAHAM_CLOCK_OFFSET is for development only.")
        if self.figures == "live":
            raise ConfigError("PAHAM_FIGURES=live is for development only: people could be told apart.")

    def flask(self) -> dict[str, Any]:
        """The same settings under the names that Flask and its extensions read."""
        return {
            "SECRET_KEY": self.secret_key,
            "SQLALCHEMY_DATABASE_URI": self.database_url,
            "MAX_CONTENT_LENGTH": self.max_upload_mb * 1024 * 1024,
            "SESSION_COOKIE_NAME": "__Host-paham" if self.secure else "paham",
            "SESSION_COOKIE_SECURE": self.secure,
            "SESSION_COOKIE_HTTPONLY": True,
            "SESSION_COOKIE_SAMESITE": "Lax",
            "PERMANENT_SESSION_LIFETIME": self.session_hours * 3600,
            "SESSION_REFRESH_EACH_REQUEST": False,
            "WTF_CSRF_TIME_LIMIT": None,  # a quiz page may wait offline for hours; the session bounds it
            "TRUSTED_HOSTS": list(self.allowed_hosts),
            "TEMPLATES_AUTO_RELOAD": False,
            "PAHAM": self,
        }


def _is_local(url: str) -> bool:
    return urlsplit(url).hostname in {"127.0.0.1", "localhost", "::1"}


def _number(env: Mapping[str, str], name: str, default: int) -> int:
    try:
        return int(env.get(name) or default)
    except ValueError as error:
        raise ConfigError(f"{name} must be a whole number, not {env[name]!r}.") from error


def _database_url(url: str, instance: Path) -> str:
    if not url:
        return f"sqlite:///{instance / 'app.sqlite'}"
    return url.replace("postgres://", "postgresql://", 1).replace("postgresql://", "postgresql+psycopg://", 1)


def _kept_secret(instance: Path) -> str:
    """The secret of this installation: made once, kept in `instance/`, readable by its owner alone."""
    path = instance / "secret_key"
    if not path.exists():
        instance.mkdir(parents=True, exist_ok=True)
        try:
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            return path.read_text().strip()
        with os.fdopen(handle, "w") as file:
            file.write(secrets.token_urlsafe(48))
    return path.read_text().strip()
