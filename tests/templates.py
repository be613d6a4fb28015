"""`python -m tests.templates`: the template databases on SQLite, built once for every step of a run.

They stand in the folder that `PAHAM_TEST_TEMPLATES` names, which lives as long as the run.
"""

from tests.conftest import TEMPLATES, build, checkpoint
from tests.databases import Databases
from tests.worlds import load_demo, publish_everything


def main() -> None:
    """Each upon the one before, as the fixtures of the same names build them."""
    assert TEMPLATES, "PAHAM_TEST_TEMPLATES names no folder"
    databases = Databases("sqlite", TEMPLATES, "run")
    url = None
    for name, prepare in (("empty", None), ("published", publish_everything), ("demo", load_demo)):
        url = databases.new(f"template_{name}", url)
        build(url, prepare)
        checkpoint(url)


if __name__ == "__main__":
    main()
