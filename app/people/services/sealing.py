"""Secrets at rest: sealed with a key of the installation, so that a copy of the database opens nothing."""

import hashlib
import hmac
import secrets

from app.people.rules.second_factor import OtherKey

ALPHABET = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
"""Without I, L, O, 0 and 1: what is read aloud over the phone or from a screen is typed right."""
NONCE = 12


def sealed(text: str, pepper: str) -> bytes:
    """AES-256-GCM with a random nonce before it."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    nonce = secrets.token_bytes(NONCE)
    return nonce + AESGCM(_key(pepper)).encrypt(nonce, text.encode(), None)


def readable(blob: bytes, pepper: str) -> str:
    """What was sealed; raises OtherKey when the installation's secret is another."""
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    try:
        return AESGCM(_key(pepper)).decrypt(blob[:NONCE], blob[NONCE:], None).decode()
    except InvalidTag as error:
        raise OtherKey from error


def spoken_code(length: int) -> str:
    """A random code in groups of four, for people to read and type: almost five bits a letter."""
    letters = "".join(secrets.choice(ALPHABET) for _ in range(length))
    return "-".join(letters[start : start + 4] for start in range(0, length, 4))


def _key(pepper: str) -> bytes:
    return hmac.new(pepper.encode(), b"verifikasi/kunci", hashlib.sha256).digest()
