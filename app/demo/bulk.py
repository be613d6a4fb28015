"""The same rows that the services would write, thousands at a time; a test holds both ways equal.

Standings are not written here but rebuilt from the results afterwards, by the room that keeps them.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from random import Random

from app.demo.acting import DEVICE, SIGNED_IN
from app.demo.enrolment import Accounts
from app.demo.ledger import Ledger
from app.demo.people import Act, SectionDone, Sitting, Spell, Staff
from app.demo.terms import SetTerms, Terms
from app.learning.rules import CompletionRule
from app.materials.rules import Question, SetKind
from app.people.rules import Role
from app.people.services import token_hash
from app.quiz.rules import (
    SEED_BYTES,
    AttemptState,
    GivenAnswer,
    Marked,
    Marking,
    deadline,
    draw_paper,
    mark,
    question_token,
    round_of,
)


@dataclass(slots=True)
class Life:
    """What has been noted of one person so far."""

    person_id: int
    first_lesson_at: datetime | None = None
    readings: dict[str, int] = field(default_factory=dict)
    read: dict[str, set[str]] = field(default_factory=dict)
    passes: dict[str, int] = field(default_factory=dict)
    completed: set[str] = field(default_factory=set)
    numbers: dict[str, int] = field(default_factory=dict)

    def next_number(self, slug: str) -> int:
        """The number of the person's next attempt of that set."""
        self.numbers[slug] = self.numbers.get(slug, 0) + 1
        return self.numbers[slug]


class InBulk:
    """A way of writing: fast, and equal to the other one."""

    def __init__(self, accounts: Accounts, *, terms: Terms, seed: int) -> None:
        self._accounts = accounts
        self._ledger = Ledger()
        self._acts = _ActWriter(self._ledger, terms, Random(f"{seed}:attempts"))  # noqa: S311

    def enrol(self, person: Staff) -> int:
        """The new person's id."""
        password_hash = self._accounts.hash_for(person)
        person_id = self._ledger.add(
            "person",
            nip=person.nip,
            surel=person.surel,
            name=person.name,
            job_level=person.job_level,
            active=True,
            demo=True,
            password_hash=password_hash,
            password_set_at=self._accounts.instant if password_hash else None,
            created_at=self._accounts.instant,
        )
        for spell in person.spells:
            self._belong(person_id, spell)
        for leave in person.leaves:
            self._ledger.add(
                "exemption",
                person_id=person_id,
                from_on=leave.from_on,
                to_on=leave.to_on,
                reason=leave.reason,
            )
        for role in sorted(person.roles):
            self._grant(person_id, role, person.home)
        return person_id

    def _grant(self, person_id: int, role: Role, home: Spell | None) -> None:
        of_opd = home.opd_code if home and role is Role.ADMIN_OPD else None
        self._ledger.add(
            "role_grant",
            person_id=person_id,
            role=role,
            opd_id=self._accounts.opd_ids[of_opd] if of_opd else None,
            granted_at=self._accounts.instant,
        )

    def _belong(self, person_id: int, spell: Spell) -> None:
        self._ledger.add(
            "membership",
            person_id=person_id,
            opd_id=self._accounts.opd_ids[spell.opd_code],
            unit=spell.unit,
            start_on=spell.start_on,
            end_on=spell.end_on,
        )

    def act(self, person_id: int, acts: Iterable[Act]) -> None:
        """Everything that a person does, in the order given; nothing may have been written of it before."""
        life = Life(person_id)
        last_at: datetime | None = None
        for act in acts:
            last_at = max(act.ended_at, last_at or act.ended_at)
            if isinstance(act, SectionDone):
                self._acts.read(life, act)
            else:
                self._acts.sit(life, act)
        if last_at is not None:
            self._sign_in(person_id, last_at)
        self._ledger.write_when_full()

    def _sign_in(self, person_id: int, at: datetime) -> None:
        self._ledger.add(
            "sign_in_session",
            token_hash=token_hash(f"{person_id} {at}"),
            person_id=person_id,
            device=DEVICE,
            created_at=at,
            last_seen_at=at,
            expires_at=at + SIGNED_IN,
        )

    def finish(self) -> None:
        """Write what still waits."""
        self._ledger.finish()


@dataclass(frozen=True, slots=True)
class _ActWriter:
    ledger: Ledger
    terms: Terms
    chance: Random

    def read(self, life: Life, done: SectionDone) -> None:
        slug = done.slug
        if slug not in life.readings:
            life.first_lesson_at = life.first_lesson_at or done.at
            life.readings[slug] = self.ledger.add(
                "reading",
                person_id=life.person_id,
                module_slug=slug,
                module_version_id=self.terms.modules[slug].card.version_id,
                started_at=done.at,
            )
        anchors = life.read.setdefault(slug, set())
        if done.anchor not in anchors:
            anchors.add(done.anchor)
            self.ledger.add(
                "section_read", reading_id=life.readings[slug], anchor=done.anchor, read_at=done.at
            )
        self._complete(life, slug, done.at)

    def sit(self, life: Life, sitting: Sitting) -> None:
        terms = self.terms.sets[sitting.set_slug]
        seed = self.chance.randbytes(SEED_BYTES).hex()
        attempt_id = self._attempt(life, sitting, terms, seed)
        answers = self._items(attempt_id, sitting, terms, seed)
        if sitting.submitted_at is None:
            return
        marked = mark(answers)
        passed = marked.is_passed(terms.pass_mark)
        self._marks(attempt_id, marked, passed=passed)
        module = terms.published.module_slug
        if passed and module and terms.published.kind is SetKind.KUIS:
            self._pass(life, module, attempt_id, sitting.submitted_at)

    def _attempt(self, life: Life, sitting: Sitting, terms: SetTerms, seed: str) -> int:
        published = terms.published
        return self.ledger.add(
            "attempt",
            public_id=self.chance.randbytes(16).hex(),
            person_id=life.person_id,
            question_set_version_id=published.version_id,
            slug=published.slug,
            standard_code=terms.standard_code,
            number=life.next_number(published.slug),
            round=round_of(
                proves_standard=terms.standard_code is not None,
                first_lesson_at=life.first_lesson_at,
                at=sitting.started_at,
            ),
            state=AttemptState.SUBMITTED if sitting.submitted_at else AttemptState.IN_PROGRESS,
            started_at=sitting.started_at,
            deadline_at=deadline(
                sitting.started_at, limit_minutes=published.limit_minutes, closes_at=published.closes_at
            ),
            submitted_at=sitting.submitted_at,
            seed=seed,
            writer=DEVICE if sitting.replies else None,
            form=sitting.form,
        )

    def _items(self, attempt_id: int, sitting: Sitting, terms: SetTerms, seed: str) -> list[GivenAnswer]:
        published = terms.published
        order = draw_paper(
            seed,
            terms.candidates,
            shuffled=published.shuffle_questions,
            count=published.draw,
            form=sitting.form,
        )
        replies = {reply.key: (revision, reply) for revision, reply in enumerate(sitting.replies, start=1)}
        given: list[GivenAnswer] = []
        for position, question_id in enumerate(order, start=1):
            question = terms.questions[question_id]
            asks = published.ask_confidence and question.diagnostic is not None
            item_id = self._item(attempt_id, position, question, seed, asks=asks)
            answer = GivenAnswer(item_id, terms.keys[question_id])
            if question.key in replies:
                revision, reply = replies[question.key]
                confidence = reply.confidence if asks else None
                answer = GivenAnswer(item_id, terms.keys[question_id], reply.response, confidence)
                self.ledger.add(
                    "answer",
                    attempt_item_id=item_id,
                    revision=revision,
                    device=DEVICE,
                    response=answer.response,
                    confidence=confidence,
                    saved_at=reply.at,
                )
            given.append(answer)
        return given

    def _item(self, attempt_id: int, position: int, question: Question, seed: str, *, asks: bool) -> int:
        return self.ledger.add(
            "attempt_item",
            attempt_id=attempt_id,
            position=position,
            question_id=question.id,
            token=question_token(seed, question.id),
            marking=Marking(question.type.value),
            options=len(question.choices),
            asks_confidence=asks,
        )

    def _marks(self, attempt_id: int, marked: Marked, *, passed: bool) -> None:
        self.ledger.add(
            "result",
            attempt_id=attempt_id,
            correct=marked.correct,
            items=len(marked.items),
            answered=marked.answered,
            score_numerator=marked.score.numerator,
            score_denominator=marked.score.denominator,
            passed=passed,
        )
        for item in marked.items:
            self.ledger.add(
                "item_result",
                attempt_item_id=item.item_id,
                points_numerator=item.points.numerator,
                points_denominator=item.points.denominator,
                answered=item.answered,
                outcome=item.state,
                belief=item.belief,
            )

    def _pass(self, life: Life, slug: str, attempt_id: int, at: datetime) -> None:
        if slug not in life.passes:
            life.passes[slug] = attempt_id
            self.ledger.add(
                "quiz_pass",
                person_id=life.person_id,
                module_slug=slug,
                attempt_id=attempt_id,
                passed_at=at,
            )
        self._complete(life, slug, at)

    def _complete(self, life: Life, slug: str, at: datetime) -> None:
        """Note the completion when every section is read and the quiz, if there is one, passed."""
        module = self.terms.modules[slug]
        has_quiz = module.card.quiz_slug is not None
        if slug in life.completed or not self.terms.is_read(slug, life.read.get(slug, set())):
            return
        if has_quiz and slug not in life.passes:
            return
        life.completed.add(slug)
        self.ledger.add(
            "completion",
            person_id=life.person_id,
            module_slug=slug,
            module_version_id=module.card.version_id,
            attempt_id=life.passes.get(slug) if has_quiz else None,
            rule=CompletionRule.BAGIAN_DAN_KUIS if has_quiz else CompletionRule.BAGIAN,
            completed_at=at,
        )
