import pytest
from flask import Flask

from app.web.addresses import here, page_numbers, page_url


def test_the_next_page_keeps_the_search(kit: Flask) -> None:
    with kit.test_request_context("/kelola/pegawai?q=sitti+a&halaman=2&opd=1&opd=2"):
        assert page_url(3) == "/kelola/pegawai?q=sitti+a&opd=1&opd=2&halaman=3"


def test_here_is_the_present_page_and_never_the_body_of_a_form(kit: Flask) -> None:
    with kit.test_request_context("/modul/?q=a"):
        assert here() == "/modul/?q=a"
    with kit.test_request_context("/modul/"):
        assert here() == "/modul/"
    with kit.test_request_context("/masuk?next=/a", method="POST"):
        assert here() == "/masuk"


@pytest.mark.parametrize(
    ("current", "total", "numbers"),
    [
        (1, 1, [1]),
        (1, 2, [1, 2]),
        (1, 9, [1, 2, None, 9]),
        (4, 9, [1, 2, 3, 4, 5, None, 9]),
        (5, 9, [1, None, 4, 5, 6, None, 9]),
        (9, 9, [1, None, 8, 9]),
    ],
)
def test_a_long_list_shows_its_ends_and_where_we_are(
    current: int, total: int, numbers: list[int | None]
) -> None:
    assert page_numbers(current, total) == numbers
