"""Forty known payloads in every field that is shown, opened as every role: none runs."""

import importlib
import pkgutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page
from sqlalchemy import Enum, String
from wtforms import FileField, StringField
from wtforms.fields.core import UnboundField

import app as product
from app import create_app
from app.db import db
from app.people.rules import Role
from app.web.forms import Form
from tests.architecture.objects import ACCOUNTS
from tests.conftest import settings_for
from tests.journeys import wounds
from tests.journeys.conftest import Server, refuse_foreign_requests, sign_in
from tests.journeys.wounds import ALL, PAYLOADS

WATCH = "window.luka = 0; window.alert = window.confirm = window.prompt = () => { window.luka = 2; };"
LOOK = """() => ({
  ran: window.luka,
  armed: [...document.querySelectorAll("*")].flatMap((each) => [...each.attributes]
    .filter(({ name, value }) => /^on/i.test(name) || name === "srcdoc"
      || (/^(href|src|action|data|formaction)$/i.test(name) && /^\\s*(javascript|data):/i.test(value)))
    .map(({ name, value }) => `${each.tagName} ${name}=${value}`)),
  foreign: document.querySelectorAll("iframe, object, embed, base, meta[http-equiv], marquee, math").length,
  scripts: [...document.scripts].filter((each) => !each.src || !each.src.startsWith(location.origin)).length,
})"""
TYPE = """([words, lines]) => {
  const texts = "input[type=text], input[type=search], input[type=email], input:not([type]), textarea";
  const bare = (address) => new URL(address).pathname.replace(/[0-9]+|(modul|tes)[/].*|[a-z-]+[.]yml/g, "");
  for (const form of document.forms) {
    const fields = [...form.elements];
    const ways = fields.filter((each) => each.matches("button[formaction]")).map((each) => each.formAction);
    for (const action of [form.action, ...ways]) {
      const key = bare(action) + fields.map((each) => each.name);
      if (!fields.some((each) => each.matches(texts + ", input[type=file]"))) continue;
      if (window.sessionStorage.getItem(key)) continue;
      window.sessionStorage.setItem(key, "ya");
      for (const field of fields.filter((each) => each.matches(texts))) {
        field.removeAttribute("maxlength");
        field.value = field.name === "pasted" ? lines : words;
        field.dispatchEvent(new Event("input", { bubbles: true }));
      }
      form.dataset.luka = action;
      const names = fields.map((each) => each.name);
      return { names, file: fields.some((each) => each.type === "file"), action };
    }
  }
  return null;
}"""
SEND = """() => {
  const form = document.querySelector("form[data-luka]");
  if (form.method === "post" && form.querySelector("[type=file]")) form.enctype = "multipart/form-data";
  form.action = form.dataset.luka;
  HTMLFormElement.prototype.submit.call(form);
}"""
LINES = "\n\n".join(
    f"{n}. {each} benar?\nA. {each} satu\nB. {each} dua\nC. {each} tiga\nJawaban: B"
    for n, each in enumerate(PAYLOADS, 1)
)
PAUSE = 20


@pytest.fixture(scope="module")
def wounded(server: Server) -> dict[Role | None, list[str]]:
    """The demo world with a payload in every field; the pages that each role may open."""
    app = create_app(settings_for(server.env["DATABASE_URL"]))
    with app.app_context():
        return wounds.plant()


def look(page: Page, where: str) -> list[str]:
    """What ran or could run on the page that stands there."""
    page.wait_for_timeout(PAUSE)
    seen = page.evaluate(LOOK)
    clean = {"ran": 0, "armed": [], "foreign": 0, "scripts": 0}
    return [f"{where}: {name} {seen[name]}" for name, wanted in clean.items() if seen[name] != wanted]


def faults(page: Page, path: str) -> list[str]:
    """What ran or could run on that page."""
    answer = page.goto(path)
    assert answer is not None
    found = [] if answer.status == 200 else [f"{path}: {answer.status}"]
    page.keyboard.press("Tab")
    found += look(page, path)
    return found


def answers(page: Page, path: str, names: set[str]) -> list[str]:
    """What ran or could run when the forms of the page that stands there are typed full and sent."""
    found: list[str] = []
    while typed := page.evaluate(TYPE, [ALL, LINES]):
        names.update(typed["names"])
        found += look(page, f"{path}, typing {typed['names']}")
        if typed["file"]:
            hostile = {"name": f"{PAYLOADS[8]}.csv", "mimeType": "text/csv", "buffer": wounds.roster()}
            page.set_input_files("input[type=file]", hostile)
        with page.expect_navigation():
            page.evaluate(SEND)
        found += look(page, f"{path}, answered by {typed['action']}")
        page.goto(path)
    return found


@pytest.mark.parametrize("csp", [True, False], ids=["with CSP", "without CSP"])
def test_no_payload_runs_for_anybody(
    wounded: dict[Role | None, list[str]], server: Server, browser: Browser, csp: bool
) -> None:
    found: list[str] = []
    typed: set[str] = set()
    for role, paths in wounded.items():
        context = browser.new_context(base_url=server.base, bypass_csp=not csp, service_workers="block")
        context.add_init_script(WATCH)
        page = context.new_page()
        refuse_foreign_requests(page, server.base)
        if role is not None:
            sign_in(page, ACCOUNTS[role].removesuffix("@contoh.test"))
        for path in paths:
            found += faults(page, path)
            if not csp:
                found += answers(page, path, typed)
        context.close()
    assert not found
    assert csp or echoed() <= typed


def test_every_field_of_text_is_planted_or_named_with_its_reason() -> None:
    """A field that is new here: say in wounds.py where it is kept, or why no page shows it."""
    fields = {f"{form.__name__}.{name}" for form in forms() for name in texts_of(form)}
    assert fields == set(wounds.FIELDS)


def test_every_column_of_text_is_planted_or_named_with_its_reason() -> None:
    """A column that is new here: plant it in wounds.py, or say why no page shows it as it was written."""
    load_all()
    columns = {
        f"{table.name}.{column.name}"
        for table in db.metadata.sorted_tables
        for column in table.columns
        if isinstance(column.type, String) and not isinstance(column.type, Enum)
    }
    explained = wounds.PLANTED | set(wounds.KEPT_APART)
    assert not explained - columns
    unknown = {
        each
        for each in columns - explained
        if each.split(".")[0] not in wounds.RENDERED and each.split(".")[1] not in wounds.MACHINE
    }
    assert not unknown


def echoed() -> set[str]:
    """The names in pages of the fields of which wounds.py says that they are typed in the browser."""
    wanted = {each for each, where in wounds.FIELDS.items() if where == wounds.TYPED}
    return {
        getattr(form, name).name or name
        for form in forms()
        for name in texts_of(form)
        if f"{form.__name__}.{name}" in wanted
    }


def load_all() -> None:
    """Every module of the product, so that its forms and tables are known."""
    for module in pkgutil.walk_packages(product.__path__, "app."):
        importlib.import_module(module.name)


def forms() -> Iterator[type[Form]]:
    """Every form of the product; samples of the gallery and of other tests belong to nobody."""
    load_all()
    waiting = list(Form.__subclasses__())
    for form in waiting:
        waiting += form.__subclasses__()
        if form.__module__.startswith("app.") and form.__module__ != "app.web.gallery":
            yield form


def texts_of(form: type[Form]) -> Iterator[str]:
    """Its own fields that take words or a file; what it inherits is its parent's."""
    for name, field in vars(form).items():
        if isinstance(field, UnboundField) and issubclass(field.field_class, StringField | FileField):
            yield name


def test_the_watch_would_see_a_payload_that_runs(browser: Browser) -> None:
    context = browser.new_context()
    context.add_init_script(WATCH)
    page = context.new_page()
    page.goto("about:blank")
    page.set_content("".join(PAYLOADS[7:9]))
    page.wait_for_timeout(200)
    seen = page.evaluate(LOOK)
    assert seen["ran"] == 1
    assert seen["armed"]
    context.close()
