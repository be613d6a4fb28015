"""Flask and nothing else."""

from flask import Flask


def create() -> Flask:
    """One view, one word."""
    app = Flask(__name__)

    @app.get("/")
    def hello() -> str:
        return "halo"

    return app
