import re

from flask import Flask
from flask.testing import FlaskClient

from tests.critic import problems_in_page
from tests.web.conftest import ROOT, MakeKit


def page(client: FlaskClient) -> str:
    return client.get("/_galeri").get_data(as_text=True)


def test_every_component_renders_as_valid_html(client: FlaskClient) -> None:
    assert not problems_in_page(page(client))


def test_the_gallery_shows_every_component() -> None:
    text = (ROOT / "app/web/templates/gallery.html").read_text()
    shown = set(re.findall(r"components/(\w+)\.html", text))
    of_the_frame = {"aa", "wordmark", "errors", "flashes"}
    a_page_of_its_own = {"confirm"}
    there = {p.stem for p in (ROOT / "app/web/templates/components").glob("*.html")}
    assert shown | of_the_frame | a_page_of_its_own == there


def test_every_symbol_and_pattern_that_is_used_stands_on_the_page_once(client: FlaskClient) -> None:
    html = page(client)
    used = set(re.findall(r'href="#(i-\w+)"', html)) | set(re.findall(r"url\(#(\w+)\)", html))
    assert {"i-next", "hs", "hu"} <= used
    assert all(html.count(f'id="{name}"') == 1 for name in used)


def test_whatever_is_described_is_described_by_something_there(client: FlaskClient) -> None:
    html = page(client)
    ids = set(re.findall(r' id="([^"]+)"', html))
    for names in re.findall(r'aria-(?:describedby|labelledby)="([^"]+)"', html):
        assert set(names.split()) <= ids
    assert set(re.findall(r'<li><a href="#([^"]+)">', html)) <= ids


def test_a_page_with_a_problem_says_so_first_in_its_title_and_in_main(client: FlaskClient) -> None:
    html = page(client)
    assert "<title>Kesalahan: Galeri komponen · Paham SPBE</title>" in html
    assert re.search(r'<main [^>]*>\s*<div class="errors" role="alert" tabindex="-1"', html)


def test_the_gallery_is_for_development_alone(make_kit: MakeKit) -> None:
    kit = make_kit(PAHAM_ENV="production")
    assert kit.test_client().get("/_galeri").status_code == 404


def test_what_people_write_is_text_everywhere(kit: Flask) -> None:
    bad = "</textarea><script>alert(1)</script>\"'&"
    source = (
        "{% from 'components/row.html' import row %}{% from 'components/copybox.html' import copybox %}"
        "{% from 'components/tag.html' import tag %}{% from 'components/sk.html' import sk %}"
        "{{ row(bad, href=bad, note=bad, side=tag(bad)) }}{{ copybox('a', bad) }}{{ sk(bad, truth=bad) }}"
    )
    with kit.test_request_context("/"):
        template = kit.jinja_env.from_string(source)
        html = template.render(bad=bad)
    assert "<script" not in html
    assert "text=%3C/textarea%3E%3Cscript" in html


def test_a_question_page_offers_the_safe_way_first(kit: Flask) -> None:
    source = (
        "{% from 'components/confirm.html' import confirm %}"
        "{% call confirm('Nonaktifkan 12 pegawai?', 'Nonaktifkan', '/a', '/b', fields=[('opd', '3')]) %}"
        "<p>Mereka tidak dapat masuk lagi.</p>{% endcall %}"
    )
    with kit.test_request_context("/"):
        html = kit.jinja_env.from_string(source).render()
    assert html.index("Batal") < html.index("button danger")
    assert 'name="opd" value="3"' in html
    assert 'name="csrf_token"' in html


def test_a_component_is_bound_once_and_still_sees_the_page(kit: Flask) -> None:
    source = (
        "{% from 'components/button.html' import button %}{{ button('Lanjut', after='next') }}{{ sprite() }}"
    )
    with kit.test_request_context("/"):
        template = kit.jinja_env.from_string(source)
        assert template.render(label="a").count("i-next") == 2
    component = kit.jinja_env.get_template("components/button.html")
    assert component._get_default_module() is component._get_default_module()
