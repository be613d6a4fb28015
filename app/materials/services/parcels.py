"""An archive of a module: opened apart, shown, and only then published, all of it or nothing."""

import hashlib
import json
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, insert

from app.db import session
from app.errors import Conflict, Invalid, NotFound
from app.materials.exchange.apart import unpack_apart
from app.materials.exchange.archive import ArchiveRefused
from app.materials.models import ContentParcel
from app.materials.queries.desk import parcel_content
from app.materials.rules.problem import Problem, in_order, stops
from app.materials.rules.version import ChangeKind, Outcome
from app.materials.services.folder import Folder, read_files
from app.materials.services.publishing import Key, Plan, plan_found, publish_plan

KEPT_FOR = timedelta(days=1)
LARGEST_PARCEL = 20_000_000
TOO_LARGE = "ZIP ini melebihi 20 MB. Kecilkan gambarnya, atau kirim satu modul saja."
NOTHING = "Tidak ada dokumen di dalam ZIP ini. Isinya harus folder seperti modul/03-nama-modul/modul.md."


class ParcelRefused(Invalid):
    """An archive that cannot be read; the sentence says what to do."""


class ParcelOvertaken(Conflict):
    """What stands is no longer what the page showed."""

    message = "Materi yang terbit berubah sesudah ZIP ini diperiksa. Unggah lagi, lalu periksa."


@dataclass(frozen=True, slots=True)
class ParcelLine:
    """A document of the archive: `number` is the version that stands, None when it is new."""

    path: str
    title: str
    number: int | None
    fresh: bool
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Parcel:
    """What publishing an archive would do; `digest` is the name of exactly this plan."""

    lines: tuple[ParcelLine, ...]
    pictures: int
    others: tuple[Problem, ...]
    digest: str

    @property
    def fresh(self) -> int:
        """How many documents would get a new version."""
        return sum(line.fresh for line in self.lines)

    @property
    def stopped(self) -> bool:
        """Whether a GALAT keeps all of it back."""
        return stops([*self.others, *(problem for line in self.lines for problem in line.problems)])


def review_parcel(data: bytes, *, at: datetime) -> Parcel:
    """What an archive holds, against what stands; raises ParcelRefused. Nothing is written."""
    found = _opened(data)
    return _parcel(found, plan_found(found, at=at))


def keep_parcel(data: bytes, file_name: str, *, by: int, at: datetime) -> str:
    """Keep the bytes until the person decides; the token that names them. Older ones go."""
    token = secrets.token_urlsafe(24)
    session.execute(delete(ContentParcel).where(ContentParcel.made_at < at - KEPT_FOR))
    values = {
        "token": token,
        "person_id": by,
        "file_name": file_name[:120],
        "content": data,
        "made_at": at,
    }
    session.execute(insert(ContentParcel), [values])
    return token


def publish_parcel(
    token: str, digest: str, *, by: int, at: datetime, change_kind: ChangeKind, note: str
) -> list[Outcome]:
    """Publish what the page of that digest showed; raises NotFound, ParcelOvertaken or EditConflict."""
    data = parcel_content(token, by=by)
    if data is None:
        raise NotFound
    found = _opened(data)
    plan = plan_found(found, at=at)
    if _parcel(found, plan).digest != digest:
        raise ParcelOvertaken
    outcomes = publish_plan(plan, found.files, by=by, at=at, change_kind=change_kind, note=note)
    session.execute(delete(ContentParcel).where(ContentParcel.token == token))
    return outcomes


def _opened(data: bytes) -> Folder:
    if len(data) > LARGEST_PARCEL:
        raise ParcelRefused(TOO_LARGE)
    try:
        found = read_files(unpack_apart(data))
    except ArchiveRefused as refused:
        raise ParcelRefused(str(refused)) from refused
    if not found.manuscripts and not found.problems:
        raise ParcelRefused(NOTHING)
    return found


def _parcel(found: Folder, plan: Plan) -> Parcel:
    lines = []
    for key, manuscript in plan.manuscripts.items():
        standing = plan.shelf.versions.get(key)
        title = str(getattr(manuscript.draft, "title", "") or manuscript.place)
        number = standing.number if standing else None
        fresh = standing is None or standing.digest != manuscript.digest
        problems = tuple(in_order(plan.problems[key]))
        lines.append(ParcelLine(manuscript.place, title, number, fresh, problems))
    facts = [[m.place, m.digest, _version(plan, key)] for key, m in plan.manuscripts.items()]
    digest = hashlib.sha256(json.dumps(facts).encode()).hexdigest()
    return Parcel(tuple(lines), len(found.pictures), tuple(found.problems), digest)


def _version(plan: Plan, key: Key) -> int | None:
    standing = plan.shelf.versions.get(key)
    return standing.version_id if standing else None
