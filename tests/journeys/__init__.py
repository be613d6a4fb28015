"""What a person walks, in a real browser. A busy machine may be slow; it may not be wrong."""

from playwright.sync_api import expect

expect.set_options(timeout=15_000)
