"""Verbs of the room: sign in and out, add people, grant roles, move between OPD, load the register."""

from app.people.services.accounts import add_person, grant_role, revoke_role, set_active, set_password_hash
from app.people.services.belonging import backdate_register, exempt, leave, load_register, move
from app.people.services.entry import LINK_LASTS, choose_password, make_entry_link, person_of_link
from app.people.services.rights import anonymise, ask_correction, decide_correction, forget_old
from app.people.services.roster import (
    DRAFT_LASTS,
    NotApplicable,
    PlanOutdated,
    apply_draft,
    apply_plan,
    keep_draft,
    plan_of,
    sheets_of_draft,
)
from app.people.services.signing_in import (
    HASHER,
    LAST_SEEN_EVERY,
    NOBODY_HASH,
    authenticate,
    close_all_sessions,
    close_session,
    hash_password,
    open_session,
    token_hash,
    touch_session,
)

__all__ = [
    "DRAFT_LASTS",
    "HASHER",
    "LAST_SEEN_EVERY",
    "LINK_LASTS",
    "NOBODY_HASH",
    "NotApplicable",
    "PlanOutdated",
    "add_person",
    "anonymise",
    "apply_draft",
    "apply_plan",
    "ask_correction",
    "authenticate",
    "backdate_register",
    "choose_password",
    "close_all_sessions",
    "close_session",
    "decide_correction",
    "exempt",
    "forget_old",
    "grant_role",
    "hash_password",
    "keep_draft",
    "leave",
    "load_register",
    "make_entry_link",
    "move",
    "open_session",
    "person_of_link",
    "plan_of",
    "revoke_role",
    "set_active",
    "set_password_hash",
    "sheets_of_draft",
    "token_hash",
    "touch_session",
]
