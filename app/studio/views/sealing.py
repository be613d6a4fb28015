"""The key with which this person's device seals a text that could not be sent."""

from base64 import b64encode

from flask import current_app

from app.people.guards import current_person
from app.people.rules import seal_key


def seal_of_device() -> str:
    """The key, in the page of its owner alone, which no cache keeps."""
    return b64encode(seal_key(current_app.config["SECRET_KEY"], current_person().id)).decode()
