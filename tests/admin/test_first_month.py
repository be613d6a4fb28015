"""From an empty installation in production to the first published figure, as the people of an office go."""

import io
import re
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta

import pyotp
import pytest
import python_calamine
import xlsxwriter
from flask import Flask
from werkzeug.test import TestResponse

from app import clock, policy
from app.comprehension.rules.month import Month
from tests.conftest import app_on
from tests.critic import CriticClient
from tests.databases import Databases
from tests.factories import Factory
from tests.quiz.learner import TEST, Learner, form_token

PASSWORD = "hujan turun di teluk palu"
STAFF = 12
SEKDA, TRAINER, CHIEF = "sekda@contoh.test", "orang1@contoh.test", "orang2@contoh.test"

Travel = Callable[[date], None]


@pytest.fixture
def office(databases: Databases, published_template: str) -> Iterator[Flask]:
    """What `make serve` has prepared: production, register and content, and nobody."""
    yield from app_on(databases, published_template, PAHAM_ENV="production")


@pytest.fixture
def travel() -> Iterator[Travel]:
    """Make it nine in the morning of a day."""

    def to(day: date) -> None:
        ahead = clock.local_instant(day, time(9)) - datetime.now(UTC)
        clock.configure(zone="Asia/Makassar", offset_seconds=int(ahead.total_seconds()))

    yield to
    clock.configure(zone="Asia/Makassar")


class Browser:
    """Somebody who sees pages and sends their forms."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        client = app.test_client()
        assert isinstance(client, CriticClient)
        self.client, self.secret = client, ""

    def page(self, path: str) -> str:
        return re.sub(r"\s+", " ", self.client.page(path))

    def send(self, path: str, seen_at: str = "", **data: object) -> TestResponse:
        """Post the form of a page, with its token."""
        form = {"csrf_token": form_token(self.client.page(seen_at or path)), **data}
        answer = self.client.post(path, data=form)
        assert answer.status_code < 400, (path, answer.status_code, answer.get_data(as_text=True))
        return answer

    def enter(self, link: str) -> None:
        """Open the one-time link and choose a password."""
        self.send(link.removeprefix("http://localhost"), password=PASSWORD)

    def set_up_second_step(self) -> None:
        found = re.search(r'id="kunci">([A-Z2-7 ]+)<', self.client.page("/saya/verifikasi/"))
        assert found
        self.secret = found[1].replace(" ", "")
        self.send("/saya/verifikasi/", code=self._code())

    def sign_in(self, surel: str) -> None:
        self.client.delete_cookie(self.app.config["SESSION_COOKIE_NAME"])
        self.send("/masuk", identifier=surel, password=PASSWORD)
        if self.secret:
            self.send("/masuk/kode", code=self._code())

    def _code(self) -> str:
        return pyotp.TOTP(self.secret).at(clock.now())

    def steps(self) -> dict[str, bool]:
        """The first steps at /kelola/ by their titles, and whether each is done."""
        listed = re.search(r"Langkah pertama.*?</ol>", self.page("/kelola/"))
        assert listed
        rows = listed[0].split("<li")[1:]
        return {_title(row): "Selesai" in row[row.index('class="side"') :] for row in rows}


def _title(row: str) -> str:
    found = re.search(r"<div>\s*<(?:b|a)\b[^>]*>([^<]+)", row)
    assert found, row
    return found[1]


def command(app: Flask, *words: str) -> str:
    """What a command says."""
    done = app.test_cli_runner().invoke(args=words)
    assert done.exit_code == 0, done.output
    return done.output.strip()


def roster() -> bytes:
    """The staff of two OPD in the columns of the template, without a first day."""
    target = io.BytesIO()
    with xlsxwriter.Workbook(target) as book:
        page = book.add_worksheet("Pegawai")
        page.write_row(0, 0, ("Nama", "Surel", "Kode OPD"))
        page.write_row(1, 0, ("Sekda Rekaan", SEKDA, "SETDA"))
        for number in range(1, STAFF + 1):
            page.write_row(number + 1, 0, (f"Orang Rekaan {number}", f"orang{number}@contoh.test", "BKD"))
    return target.getvalue()


def import_staff(admin: Browser) -> None:
    upload = (io.BytesIO(roster()), "pegawai.xlsx")
    plan = admin.send("/pegawai/impor/", file=upload).location
    shown = re.search(r'name="rencana" value="([^"]+)"', admin.client.page(plan))
    assert shown
    assert admin.send(plan, rencana=shown[1]).location == "/pegawai/impor/"


def person_id(admin: Browser, surel: str) -> int:
    found = re.search(r"/kelola/orang/(\d+)/", admin.page(f"/kelola/orang/?q={surel}"))
    assert found
    return int(found[1])


def grant(admin: Browser, surel: str, role: str, opd: str = "") -> None:
    page = f"/kelola/orang/{person_id(admin, surel)}/"
    admin.send(f"{page}peran", page, role=role, opd=opd)


def links(admin: Browser) -> dict[str, str]:
    """The file of links for everybody who has never been here, by surel."""
    filed = admin.send("/pegawai/massal/tautan", "/kelola/orang/", orang=_all_ids(admin)).data
    rows = python_calamine.load_workbook(io.BytesIO(filed)).get_sheet_by_index(0).to_python()[1:]
    return {str(row[-2]): str(row[-1]) for row in rows}


def _all_ids(admin: Browser) -> str:
    listed = admin.page("/kelola/orang/?keadaan=belum-masuk")
    return ",".join(re.findall(r'name="orang" value="(\d+)"', listed))


def begin(office: Flask) -> Browser:
    """The first link, a password, the second step."""
    admin = Browser(office)
    admin.enter(command(office, "people", "invite", "--surel", "admin@contoh.test"))
    admin.set_up_second_step()
    return admin


def prepare(admin: Browser) -> None:
    """Everything of the list that a person does before the others come."""
    import_staff(admin)
    grant(admin, SEKDA, "pimpinan")
    grant(admin, TRAINER, "narasumber")
    grant(admin, CHIEF, "admin_opd", "BKD")
    for name in (policy.CONTROLLER, policy.CONTACT, policy.TRAINERS):
        path = f"/kelola/pengaturan/{name}/"
        admin.send(path, value="Diskominfosantik, 0451 000000", expected="", reason="Awal")


def take_the_test(office: Flask, admin: Browser) -> Browser:
    """Everybody comes in by the own link; the staff of BKD takes the test. The Sekda's browser."""
    sent = links(admin)
    assert len(sent) == STAFF + 1
    sekda = Browser(office)
    sekda.enter(sent.pop(SEKDA))
    for surel, link in sent.items():
        browser = Browser(office)
        browser.enter(link)
        learner = Learner(office, Factory(), person_id(admin, surel), browser.client)
        learner.start(TEST)
        learner.answer_all()
        learner.send()
    return sekda


def test_an_empty_installation_comes_to_its_first_published_figure(office: Flask, travel: Travel) -> None:
    month = Month.of(clock.local_day(clock.now())).next
    travel(month.first_day + timedelta(days=9))
    admin = begin(office)
    assert [title for title, done in admin.steps().items() if done] == [
        "Muat register OPD",
        "Terbitkan materi dan standar",
    ]
    prepare(admin)
    sekda = take_the_test(office, admin)
    last = "Angka pertama terbit"

    def frozen_page(of: Month) -> str:
        """The Sekda's page of that month on the first day after it; the administrator comes in again too."""
        travel(of.next.first_day)
        command(office, "tick")
        admin.sign_in("admin@contoh.test")
        sekda.sign_in(SEKDA)
        return sekda.page(f"/pimpinan/?periode={of}")

    assert [title for title, done in admin.steps().items() if not done] == ["Buat cadangan pertama", last]

    frozen = frozen_page(month)
    assert "Angka beku" in frozen
    assert "13 pegawai masih dalam masa tenggang 30 hari; sesudah itu mereka dihitung." in frozen
    assert not admin.steps()[last]

    frozen = frozen_page(month.next)
    assert "Angka beku" in frozen
    assert "12 dari 13 orang" in frozen
    assert admin.steps()[last]
