"""The second step: set up with an authenticator app, asked at sign-in, taken back by an administrator."""

import base64
import hashlib
import hmac
from datetime import datetime
from typing import NoReturn

from sqlalchemy import delete, insert, select, update

from app import audit
from app.db import session
from app.people import queries
from app.people.models import RecoveryCode, SecondFactor
from app.people.rules.second_factor import (
    RECOVERY_CODES,
    STEP_SECONDS,
    STEPS_EITHER_WAY,
    OtherKey,
    OwnSecondFactor,
    WrongCode,
    code_digits,
    step_at,
)
from app.people.rules.throttle import SECOND_STEP
from app.people.services.sealing import readable, sealed, spoken_code
from app.people.services.signing_in import close_all_sessions, note_failure, refuse_hurry

ISSUER = "Paham SPBE"


def offered_secret(token: str, *, pepper: str) -> str:
    """The secret that a signed-in browser is shown: the same until it signs in anew, and stored nowhere."""
    digest = hmac.new(pepper.encode(), f"verifikasi/{token}".encode(), hashlib.sha256).digest()
    return base64.b32encode(digest[:20]).decode()


def app_address(secret: str, account: str) -> str:
    """What the QR code says to an authenticator app."""
    import pyotp

    return pyotp.TOTP(secret).provisioning_uri(name=account, issuer_name=ISSUER)


def turn_on(person_id: int, code: str, *, secret: str, at: datetime, pepper: str) -> list[str]:
    """Keep the secret once a code shows that the app has it; the recovery codes. Raises WrongCode."""
    _refuse_hurry(person_id, at=at, pepper=pepper)
    step = _step_of(secret, code, at=at)
    if step is None:
        _fail(person_id, at=at, pepper=pepper)
    session.execute(delete(SecondFactor).where(SecondFactor.person_id == person_id))
    session.execute(
        insert(SecondFactor).values(
            person_id=person_id, sealed_secret=sealed(secret, pepper), last_step=step, made_at=at
        )
    )
    audit.record(actor=person_id, action="turn on second step", subject=f"person:{person_id}")
    return _fresh_recovery_codes(person_id, pepper=pepper)


def take_second_step(person_id: int, code: str, *, at: datetime, pepper: str) -> None:
    """Accept a code of the app, or a recovery code, once; raises WrongCode or TooManyTries."""
    _refuse_hurry(person_id, at=at, pepper=pepper)
    if (step := _fresh_step(person_id, code, at=at, pepper=pepper)) is not None:
        spent = _spend_step(person_id, step)
    elif (
        code_id := queries.unused_recovery_code(person_id, _code_hash(person_id, code, pepper))
    ) is not None:
        spent = _spend_code(person_id, code_id, at=at)
    else:
        _fail(person_id, at=at, pepper=pepper)
    if not spent:
        raise WrongCode  # another browser was faster with the same code


def renew_recovery_codes(person_id: int, code: str, *, at: datetime, pepper: str) -> list[str]:
    """Eight new codes; the old ones stop working. Asks for a code of the app."""
    take_second_step(person_id, code, at=at, pepper=pepper)
    audit.record(actor=person_id, action="renew recovery codes", subject=f"person:{person_id}")
    return _fresh_recovery_codes(person_id, pepper=pepper)


def turn_off(person_id: int, code: str, *, at: datetime, pepper: str) -> None:
    """The person gives the second step up, with a last code."""
    take_second_step(person_id, code, at=at, pepper=pepper)
    _forget(person_id)
    audit.record(actor=person_id, action="turn off second step", subject=f"person:{person_id}")


def reset_second_factor(person_id: int, *, by: int | None, at: datetime) -> None:
    """An administrator takes back the step of somebody whose phone is lost; sessions end. OwnSecondFactor."""
    if person_id == by:
        raise OwnSecondFactor
    _forget(person_id)
    close_all_sessions(person_id, at=at)
    audit.record(actor=by, action="reset second step", subject=f"person:{person_id}")


def opens_second_steps(pepper: str) -> bool:
    """Whether this secret of the installation opens what was sealed last; True while nothing was."""
    newest = session.scalar(select(SecondFactor.sealed_secret).order_by(SecondFactor.made_at.desc()).limit(1))
    try:
        return newest is None or bool(readable(newest, pepper))
    except OtherKey:
        return False


def _forget(person_id: int) -> None:
    session.execute(delete(RecoveryCode).where(RecoveryCode.person_id == person_id))
    session.execute(delete(SecondFactor).where(SecondFactor.person_id == person_id))


def _step_of(secret: str, code: str, *, at: datetime) -> int | None:
    """The step whose code this is, of the present one and its neighbours."""
    import pyotp

    totp, now_step, typed = pyotp.TOTP(secret), step_at(at), code_digits(code).encode()
    steps = range(now_step - STEPS_EITHER_WAY, now_step + STEPS_EITHER_WAY + 1)
    fitting = [step for step in steps if hmac.compare_digest(totp.at(step * STEP_SECONDS).encode(), typed)]
    return fitting[-1] if fitting else None


def _fresh_step(person_id: int, code: str, *, at: datetime, pepper: str) -> int | None:
    """The step of a code that fits and was not used: neither it nor a later one."""
    kept = queries.second_factor(person_id)
    step = _step_of(readable(kept.sealed_secret, pepper), code, at=at) if kept else None
    return step if kept and step is not None and step > kept.last_step else None


def _spend_step(person_id: int, step: int) -> bool:
    spent = session.execute(
        update(SecondFactor)
        .where(SecondFactor.person_id == person_id, SecondFactor.last_step < step)
        .values(last_step=step)
    )
    return bool(spent.rowcount)  # type: ignore[attr-defined]


def _spend_code(person_id: int, code_id: int, *, at: datetime) -> bool:
    spent = session.execute(
        update(RecoveryCode)
        .where(RecoveryCode.id == code_id, RecoveryCode.used_at.is_(None))
        .values(used_at=at)
    )
    if not spent.rowcount:  # type: ignore[attr-defined]
        return False
    audit.record(actor=person_id, action="use recovery code", subject=f"person:{person_id}")
    return True


def _fresh_recovery_codes(person_id: int, *, pepper: str) -> list[str]:
    codes = [spoken_code(12) for _ in range(RECOVERY_CODES)]
    session.execute(delete(RecoveryCode).where(RecoveryCode.person_id == person_id))
    session.execute(
        insert(RecoveryCode),
        [{"person_id": person_id, "code_hash": _code_hash(person_id, code, pepper)} for code in codes],
    )
    return codes


def _code_hash(person_id: int, code: str, pepper: str) -> str:
    return hmac.new(
        pepper.encode(), f"pemulihan/{person_id}/{code_digits(code)}".encode(), hashlib.sha256
    ).hexdigest()


def _refuse_hurry(person_id: int, *, at: datetime, pepper: str) -> None:
    refuse_hurry(_bucket(person_id), at=at, pepper=pepper, pace=SECOND_STEP)


def _fail(person_id: int, *, at: datetime, pepper: str) -> NoReturn:
    note_failure(_bucket(person_id), at=at, pepper=pepper)
    raise WrongCode


def _bucket(person_id: int) -> str:
    return f"langkah-kedua|{person_id}"
