"""A trainer takes a module out of the catalogue and brings it back; what learners did stays."""

import pytest
from flask import Flask

from app.clock import now
from app.db import transaction
from app.learning import queries as learning
from app.learning import services
from app.materials import queries
from app.materials.rules import Result
from app.materials.services import publish_source
from app.people.rules import Role
from tests.factories import Factory
from tests.materials.test_withdrawing import EXTRA, SOURCE
from tests.studio.conftest import MODULE, Trainer
from tests.studio.test_versions import token_of


def loose_module() -> str:
    """A module that no standard and no other text needs, published from the studio."""
    with transaction():
        outcome = publish_source(EXTRA, SOURCE, by=None, at=now(), expected_current=None)
    assert outcome.result is Result.TERBIT, outcome.problems
    return EXTRA


def press(trainer: Trainer, path: str) -> int:
    return trainer.client.post(path, data={"csrf_token": token_of(trainer.page("/studio/"))}).status_code


def test_a_withdrawn_document_keeps_its_history(trainer: Trainer) -> None:
    path = loose_module()
    longer = SOURCE.rstrip("\n") + "\n\nKalimat baru.\n"
    version = next(each.version_id for each in queries.document_state() if each.path == path)
    with transaction():
        publish_source(path, longer, by=trainer.id, at=now(), expected_current=version)
    assert press(trainer, f"/studio/tarik/{path}/") == 303
    assert f"/studio/riwayat/{path}/" in trainer.page("/studio/")
    page = trainer.page(f"/studio/riwayat/{path}/")
    assert "Dokumen ini ditarik dari daftar." in page
    assert "Sedang terbit" not in page
    assert "Pulihkan" not in page
    assert "Kalimat baru." in trainer.page(f"/studio/banding/{path}/?dari=1&ke=2")


def test_a_module_leaves_the_catalogue_and_comes_back(
    trainer: Trainer, published: Flask, factory: Factory
) -> None:
    path = loose_module()
    slug = path.split("/")[1].split("-", 1)[1]
    person = factory.person(opd=factory.opd())
    learner = factory.sign_in(published, person)
    page = queries.module(slug)
    assert page is not None
    for line in page.sections:
        with transaction():
            services.mark_read(
                person_id=person,
                slug=slug,
                version_id=page.card.version_id,
                anchor=line.anchor,
                at=now(),
            )
    assert slug in learning.completions_of(person)
    asked = trainer.page(f"/studio/tarik/{path}/")
    assert "dari daftar?" in asked
    assert press(trainer, f"/studio/tarik/{path}/") == 303
    assert learner.get(f"/modul/{slug}/").status_code == 404
    assert learner.get("/").status_code == learner.get("/saya/").status_code == 200
    assert f"/modul/{slug}/" not in learner.get("/modul/").get_data(as_text=True)
    assert slug in learning.completions_of(person)
    assert "Ditarik" in trainer.page("/studio/")
    assert press(trainer, f"/studio/tarik/{path}/") == 404
    assert press(trainer, f"/studio/terbitkan-lagi/{path}/") == 303
    assert "terbit lagi sebagai versi 2." in trainer.page("/studio/")
    assert learner.get(f"/modul/{slug}/").status_code == 200


def test_what_is_used_is_refused_with_the_places(trainer: Trainer) -> None:
    page = trainer.page(f"/studio/tarik/{MODULE}/")
    assert "masih dipakai, jadi belum dapat ditarik." in page
    assert "baris" in page
    assert press(trainer, f"/studio/tarik/{MODULE}/") == 409


@pytest.mark.parametrize("path", ["salah-kaprah.yml", "modul/99-x/modul.md"])
def test_what_cannot_be_withdrawn_is_not_found(trainer: Trainer, path: str) -> None:
    assert trainer.client.get(f"/studio/tarik/{path}/").status_code == 404
    assert press(trainer, f"/studio/terbitkan-lagi/{path}/") == 404


def test_only_trainers_withdraw(published: Flask, factory: Factory) -> None:
    client = factory.sign_in(published, factory.person(roles={Role.PESERTA}, opd=factory.opd()))
    assert client.get(f"/studio/tarik/{MODULE}/").status_code == 403
