"""Sign in and out, the second step, ways back in, the own sessions and password, helping others in."""

from app.people.views import federated, helping, own, recovery, second_step, signing_in
from app.people.views.blueprint import blueprint

__all__ = ["blueprint", "federated", "helping", "own", "recovery", "second_step", "signing_in"]
