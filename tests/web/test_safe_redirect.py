import pytest

from app.web.safe_redirect import is_safe_path, safe_path

HOSTILE = [
    None,
    "",
    "https://jahat.example/",
    "HTTP://jahat.example",
    "//jahat.example",
    "///jahat.example",
    "////jahat.example/%2f..",
    "/\\jahat.example",
    "\\\\jahat.example",
    "\\/jahat.example",
    "/\t/jahat.example",
    "/\n/jahat.example",
    "\t//jahat.example",
    " //jahat.example",
    "/modul\r\nSet-Cookie: a=b",
    "/modul\x00",
    "/modul\x7f",
    "/modul\u0085",
    "javascript:alert(1)",
    "JavaScript://%0aalert(1)",
    "data:text/html,halo",
    "jahat.example",
    "modul/",
    "./modul",
    "../modul",
    "?next=/",
    "#isi",
    "http:/jahat.example",
    "https:jahat.example",
    ":///jahat.example",
    "/" + "a" * 2001,
]


@pytest.mark.parametrize("target", HOSTILE)
def test_a_hostile_target_leads_to_the_fallback(target: str | None) -> None:
    assert not is_safe_path(target)
    assert safe_path(target, fallback="/saya/") == "/saya/"


@pytest.mark.parametrize(
    "target",
    [
        "/",
        "/modul/",
        "/modul/spbe/?q=a+b&halaman=2",
        "/upaya/abc/3",
        "/cari?q=http%3A%2F%2Fcontoh",
        "/a//b",
        "/@jahat",
    ],
)
def test_a_path_of_this_site_is_kept(target: str) -> None:
    assert safe_path(target) == target
