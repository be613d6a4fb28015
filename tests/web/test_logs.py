import json
import logging
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.web.access import public
from tests.web.conftest import MakeKit


def lines(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in capsys.readouterr().err.splitlines() if line.startswith("{")]


def test_a_request_is_one_line_with_its_rule_and_never_its_values(
    kit: Flask, capsys: pytest.CaptureFixture[str]
) -> None:
    @kit.get("/sandi/<token>")
    @public
    def entry(token: str) -> str:
        return token

    kit.test_client().get("/sandi/rahasia-sekali?nip=198501012010011001")
    (line,) = lines(capsys)
    assert line["rule"] == "/sandi/<token>"
    assert line["status"] == 200
    assert line["at"].endswith("Z")
    assert line["ms"] >= 0
    assert "rahasia" not in json.dumps(line)
    assert "1985" not in json.dumps(line)


def test_a_line_break_from_outside_stays_inside_one_line(
    client: FlaskClient, capsys: pytest.CaptureFixture[str]
) -> None:
    logging.getLogger("app.web.logs").info('masuk\n{"level": "palsu"}')
    (line,) = lines(capsys)
    assert line["level"] == "info"


def test_an_exception_is_told_by_type_and_place_not_by_its_words(
    make_kit: MakeKit, capsys: pytest.CaptureFixture[str]
) -> None:
    kit = make_kit(PAHAM_ENV="production", PAHAM_BASE_URL="http://localhost")

    @kit.get("/rusak")
    @public
    def broken() -> str:
        raise ValueError("Sitti Rahmawati 198501012010011001")

    kit.test_client().get("/rusak")
    failure, request = lines(capsys)
    assert failure["exception"] == "ValueError"
    assert any("broken" in place for place in failure["places"])
    assert failure["request"] == request["request"]
    assert "Sitti" not in json.dumps([failure, request])


def test_development_reads_the_words_of_an_exception(kit: Flask, capsys: pytest.CaptureFixture[str]) -> None:
    @kit.get("/rusak")
    @public
    def broken() -> str:
        raise ValueError("kolom tidak ada")

    kit.test_client().get("/rusak")
    assert lines(capsys)[0]["words"] == "kolom tidak ada"
