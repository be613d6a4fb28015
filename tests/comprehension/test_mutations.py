"""Every mutation of tests/mutations.py still finds its place; docs/mutations.md shows that each dies."""

import pytest

from tests.mutations import MUTATIONS, ROOT, Mutation


@pytest.mark.parametrize("mutation", MUTATIONS, ids=lambda mutation: mutation.title)
def test_the_rule_that_a_mutation_breaks_stands_once_where_it_says(mutation: Mutation) -> None:
    text = (ROOT / mutation.path).read_text(encoding="utf-8")
    assert text.count(mutation.right) == 1
