"""One append-only table of acts: who, what, when, from where, to whom or what, with values before and after.

The database itself refuses to change or remove a row (triggers of migration 0013). What names or reaches a
person stands apart in `audit_value` and may be erased once that person is anonymised, and only then; who did
what and when stays (adr/0013). Owns: audit_entry, audit_value. Does not own: the request log.
Depends on: db, clock.
"""

from app.audit.models import AuditEntry, AuditValue
from app.audit.reading import (
    COUNTED_AT_MOST,
    EVERY_ACT,
    AuditFilter,
    AuditLine,
    actions,
    count,
    entries,
    every_entry,
    persons_between,
)
from app.audit.recording import (
    EVERY_OPD,
    Change,
    covering,
    erase_values_of,
    person_in,
    record,
    record_aside,
    record_export,
)

__all__ = [
    "COUNTED_AT_MOST",
    "EVERY_ACT",
    "EVERY_OPD",
    "AuditEntry",
    "AuditFilter",
    "AuditLine",
    "AuditValue",
    "Change",
    "actions",
    "count",
    "covering",
    "entries",
    "erase_values_of",
    "every_entry",
    "person_in",
    "persons_between",
    "record",
    "record_aside",
    "record_export",
]
