"""Screens of the administrator under /kelola/: people, roles, the register of OPD, the audit trail, health,
settings, incidents.

Owns: incident, incident_person, heartbeat. Does not own: persons, roles (people), the trail
(audit), settings (policy).
Never shows: answers, scores or who understood what.
Depends on: people, audit, web.
"""
