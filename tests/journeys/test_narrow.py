"""Every page of every role on the narrowest phone."""

import pytest

from tests.journeys.conftest import Visitor
from tests.journeys.test_every_page import PAGES


@pytest.mark.parametrize("who", list(PAGES), ids=str)
@pytest.mark.parametrize("size", ["1", "3"])
def test_no_sideways_scroll_at_320_px_in_the_largest_text(visit: Visitor, who: str | None, size: str) -> None:
    page = visit(who, width=320)
    wide: list[str] = []
    for path in PAGES[who]:
        page.goto(path)
        page.evaluate(f"document.documentElement.dataset.huruf = '{size}'")
        width = page.evaluate("document.documentElement.scrollWidth")
        if width > 320:
            wide.append(f"{path}: {width}")
    assert not wide
