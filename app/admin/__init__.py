"""Screens of the administrator under /kelola/: people, roles, the register of OPD, the audit trail, health.

Owns: no table yet (settings come later). Does not own: persons, roles (people), entries of the trail (audit).
Never shows: answers, scores or who understood what.
Depends on: people, audit, web.
"""
