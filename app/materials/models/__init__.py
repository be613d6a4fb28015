"""Tables of the room. A version is written once; only its rendering may be made anew from the same source."""

from app.materials.models.catalogue import (
    EntryLegal,
    GlossaryEntry,
    LegalEntry,
    SalahKaprahEntry,
    SalahKaprahIndicator,
    StandardModule,
    StandardVersion,
)
from app.materials.models.desk import ContentParcel, LoosePicture, TextDraft
from app.materials.models.documents import Document, DocumentVersion, Image, PlannedVersion, VersionImage
from app.materials.models.modules import LineKind, ModuleLine, ModuleVersion, Section, SectionChange
from app.materials.models.questions import (
    ChoiceRow,
    GroupedQuestion,
    QuestionGroupRow,
    QuestionRow,
    QuestionSetVersion,
)

__all__ = [
    "ChoiceRow",
    "ContentParcel",
    "Document",
    "DocumentVersion",
    "EntryLegal",
    "GlossaryEntry",
    "GroupedQuestion",
    "Image",
    "LegalEntry",
    "LineKind",
    "LoosePicture",
    "ModuleLine",
    "ModuleVersion",
    "PlannedVersion",
    "QuestionGroupRow",
    "QuestionRow",
    "QuestionSetVersion",
    "SalahKaprahEntry",
    "SalahKaprahIndicator",
    "Section",
    "SectionChange",
    "StandardModule",
    "StandardVersion",
    "TextDraft",
    "VersionImage",
]
