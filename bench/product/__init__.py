"""The product under load: a world of its own, and what is asked of its pages."""
