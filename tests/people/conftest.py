"""Leaves out what needs a provider of npm's where none is named: it is left out, not skipped."""

import os

import pytest


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """`PAHAM_TEST_OIDC_MODULES` names a node_modules with `oidc-provider` in it."""
    if "PAHAM_TEST_OIDC_MODULES" in os.environ:
        return
    away = [item for item in items if item.get_closest_marker("real_provider")]
    if away:
        config.hook.pytest_deselected(items=away)
        items[:] = [item for item in items if item not in away]
