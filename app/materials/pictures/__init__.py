"""A picture from a trainer's device: small enough for a phone, without what the camera wrote into it.

Owns: shrinking and encoding anew, apart and with limits. Does not own: what may be shown (`rules/picture`).
"""

from app.materials.pictures.apart import Shrunk, shrink_apart

__all__ = ["Shrunk", "shrink_apart"]
