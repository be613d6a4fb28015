"""Who: persons, OPD, dated membership, exemptions, roles, sign-in sessions, guards.

Owns: opd, person, membership, exemption, role_grant, sign_in_session, sign_in_failure, entry_link,
roster_draft, correction_request.
Does not own: obligation and progress (learning), what anyone may read of results (comprehension).
Depends on: web (forms, layouts), audit, db, clock.
"""
