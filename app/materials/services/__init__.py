"""Verbs that write: publish a folder of files, or one text of the studio; both begin with the check."""

from app.materials.exchange.apart import Reading, read_pasted
from app.materials.exchange.apart import read_apart as read_foreign
from app.materials.services.archiving import content_archive, write_content
from app.materials.services.desk import discard_draft, draft_used, save_draft
from app.materials.services.exporting import Exported, exported
from app.materials.services.folder import read_folder
from app.materials.services.parcels import Parcel, keep_parcel, publish_parcel, review_parcel
from app.materials.services.picturing import add_picture, copy_pictures, forget_pictures
from app.materials.services.planned import acknowledge, cancel_plan, plan_versions, publish_due
from app.materials.services.preparing import Prepared, RenderedQuestion
from app.materials.services.publishing import (
    Handed,
    Preview,
    check_folder,
    preview_source,
    publish_all,
    publish_folder,
    publish_source,
    publish_together,
    standing_drafts,
    standing_problems,
)
from app.materials.services.withdrawing import Withdrawal, bring_back, used_words, withdraw, withdrawal_of
from app.materials.services.writing import Signature

__all__ = [
    "Exported",
    "Handed",
    "Parcel",
    "Prepared",
    "Preview",
    "Reading",
    "RenderedQuestion",
    "Signature",
    "Withdrawal",
    "acknowledge",
    "add_picture",
    "bring_back",
    "cancel_plan",
    "check_folder",
    "content_archive",
    "copy_pictures",
    "discard_draft",
    "draft_used",
    "exported",
    "forget_pictures",
    "keep_parcel",
    "plan_versions",
    "preview_source",
    "publish_all",
    "publish_due",
    "publish_folder",
    "publish_parcel",
    "publish_source",
    "publish_together",
    "read_folder",
    "read_foreign",
    "read_pasted",
    "review_parcel",
    "save_draft",
    "standing_drafts",
    "standing_problems",
    "used_words",
    "withdraw",
    "withdrawal_of",
    "write_content",
]
