"""Verbs of the room: begin, save, send, end what is overdue, rebuild the summary."""

from app.quiz.services.allowances import give, withdraw
from app.quiz.services.invalidate import invalidate
from app.quiz.services.late import decide_late_answers
from app.quiz.services.remark import apply_remark, remark_attempt, undo_remark
from app.quiz.services.save import check_answer, save_answer
from app.quiz.services.standing import rebuild_standings, standing_differences
from app.quiz.services.start import start_or_resume
from app.quiz.services.submit import finish_overdue, submit

__all__ = [
    "apply_remark",
    "check_answer",
    "decide_late_answers",
    "finish_overdue",
    "give",
    "invalidate",
    "rebuild_standings",
    "remark_attempt",
    "save_answer",
    "standing_differences",
    "start_or_resume",
    "submit",
    "undo_remark",
    "withdraw",
]
