"""The same rows as files: pure, from frozen rows to bytes."""
