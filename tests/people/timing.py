"""`python -m tests.people.timing [postgres]`: does the time of a refusal tell whether an account exists?

Two hundred alternating tries, unknown and wrong, through the whole product, each with an account of its own
so that no wait begins; medians, and the Mann–Whitney test of whether one kind tends to be slower. Not a test
of the suite: a busy machine would make it lie.
"""

import logging
import os
import sys
import tempfile
import time
from math import erf, sqrt
from pathlib import Path
from statistics import median

from app import create_app
from app.clock import now
from app.db import db, transaction
from app.people import services
from app.people.rules import PersonDraft
from tests.conftest import build, settings_for
from tests.databases import Databases
from tests.people.test_sign_in import try_in

TRIES = 200
SURE = 0.001


def main() -> int:
    """Measure, print, and end with 1 when the two kinds can be told apart."""
    logging.disable(logging.CRITICAL)
    with tempfile.TemporaryDirectory() as folder:
        kind_of = "postgres" if "postgres" in sys.argv[1:] else "sqlite"
        databases = Databases(kind_of, Path(folder), f"timing{os.getpid()}")
        url = databases.new("app")
        build(url, _people)
        app = create_app(settings_for(url))
        client = app.test_client()
        try_in(client, "pemanasan@contoh.test", "salah")
        unknown, wrong = [], []
        for number in range(TRIES):
            for kind, surel in (
                (unknown, f"tidak{number}@contoh.test"),
                (wrong, f"orang{number}@contoh.test"),
            ):
                began = time.perf_counter()
                with app.app_context():
                    response = try_in(client, surel, "salah sama sekali")
                kind.append((time.perf_counter() - began) * 1000)
                assert response.status_code == 422
        with app.app_context():
            db.session.remove()
            db.engine.dispose()
        databases.drop(url)
    p = _mann_whitney(unknown, wrong)
    told = f"unknown {median(unknown):.2f} ms, wrong {median(wrong):.2f} ms, p = {p:.3f}"
    print(f"{kind_of}: {TRIES} tries each: {told}")
    return 1 if p < SURE else 0


def _people() -> None:
    password = services.hash_password("kopi pagi di tepi teluk")
    with transaction():
        for number in range(TRIES):
            surel = f"orang{number}@contoh.test"
            person = services.add_person(PersonDraft("Orang", None, surel), by=None, at=now())
            services.set_password_hash(person, password, at=now())


def _mann_whitney(first: list[float], second: list[float]) -> float:
    """Two-sided p, by the normal approximation, which two hundred a side allow."""
    ranked = sorted([(value, 0) for value in first] + [(value, 1) for value in second])
    ranks = sum(place for place, (_, kind) in enumerate(ranked, 1) if kind == 0)
    n, m = len(first), len(second)
    z = (ranks - n * (n + m + 1) / 2) / sqrt(n * m * (n + m + 1) / 12)
    return 1 - erf(abs(z) / sqrt(2))


if __name__ == "__main__":
    sys.exit(main())
