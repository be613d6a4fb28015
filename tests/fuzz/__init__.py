"""Throws what nobody would type at every address, as everybody: nothing may answer with a 5xx."""
