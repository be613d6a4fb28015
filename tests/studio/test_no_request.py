"""Whatever a text links to, the server asks nobody for it: a listener stands where everything points."""

import io
import re
import socket
import subprocess
import sys
import zipfile
from collections.abc import Iterator

import pytest

from app import ROOT
from app.materials import services
from app.materials.apart import clean_environment
from tests.studio.conftest import MODULE, QUIZ, Trainer, state_of, text_of

LINE = """
from app.materials.apart import limit
limit(seconds=5)
import socket
try:
    socket.create_connection(("127.0.0.1", {port}), 5)
except PermissionError:
    print("refused")
"""


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    """A door that notices whoever knocks."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.setblocking(False)
        yield listening


def knocked(listener: socket.socket) -> bool:
    try:
        listener.accept()[0].close()
    except BlockingIOError:
        return False
    return True


def post(trainer: Trainer, path: str, **fields: object) -> int:
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', trainer.page("/studio/"))
    assert token
    data = {"csrf_token": token[1], **fields}
    return trainer.client.post(path, data=data, content_type="multipart/form-data").status_code


def zipped(name: str, text: str) -> io.BytesIO:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(name, text)
    out.seek(0)
    return out


def test_nothing_that_a_text_points_at_is_asked_for(trainer: Trainer, listener: socket.socket) -> None:
    there = f"http://127.0.0.1:{listener.getsockname()[1]}/rahasia"
    words = f'[tautan]({there}) <{there}> <img src="{there}"> <link rel=stylesheet href="{there}">'
    text = f"{text_of(MODULE)}\n## Uji {{#uji}}\n\n{words}\n"
    form = {"expected": str(state_of(MODULE).version_id), "revisi": "0", "change_kind": "koreksi", "note": ""}
    assert post(trainer, f"/studio/pratinjau/{MODULE}/", text=f"{text}\n![gambar]({there})\n") == 200
    for act in ("periksa", "terbitkan"):
        assert post(trainer, f"/studio/{MODULE}/", text=text, aksi=act, **form) in (200, 303)
    assert there in text_of(MODULE)
    assert trainer.page(f"/studio/{MODULE}/")

    foreign = {
        "gift": f'::Uji::[html]Apa <img src="{there}"> {{=ya ~tidak}}',
        "teks": f"1. Apa ![x]({there})?\nA. ya\nB. tidak\nJawaban: A\n",
        "moodle-xml": f'<?xml version="1.0"?><!DOCTYPE quiz SYSTEM "{there}"><quiz></quiz>',
        "qti12": f'<!DOCTYPE q [<!ENTITY a SYSTEM "{there}">]><questestinterop>&a;</questestinterop>',
    }
    for source, pasted in foreign.items():
        assert post(trainer, "/studio/impor/", source=source, goal=QUIZ, pasted=pasted) in (200, 422)
    assert (
        post(trainer, "/studio/tempel/", html=f'<p>a <img src="{there}"> <a href="{there}">b</a></p>') == 200
    )
    drawing = f'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><image href="{there}"/></svg>'
    sent = (io.BytesIO(drawing.encode()), "alur.svg")
    assert post(trainer, f"/studio/gambar/{MODULE}/", berkas=sent, alt="Alur", text=text, **form) in (
        200,
        422,
    )
    assert post(trainer, "/studio/zip/", zip=(zipped(MODULE, text + words), "modul.zip")) == 200
    services.check_folder(ROOT / "content", at=state_of(MODULE).published_at)
    assert not knocked(listener)


def test_the_listener_would_have_noticed(listener: socket.socket) -> None:
    socket.create_connection(listener.getsockname(), 5).close()
    assert knocked(listener)


def test_a_process_that_opens_what_strangers_send_cannot_call_anybody(listener: socket.socket) -> None:
    found = subprocess.run(
        [sys.executable, "-c", LINE.format(port=listener.getsockname()[1])],
        cwd=ROOT,
        env=clean_environment(),
        capture_output=True,
        text=True,
    )
    assert found.stdout == "refused\n", found.stderr
    assert not knocked(listener)
