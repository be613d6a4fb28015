"""Verbs of the room: begin, save, send, end what is overdue, rebuild the summary."""

from app.quiz.services.save import save_answer
from app.quiz.services.standing import rebuild_standings, standing_differences
from app.quiz.services.start import start_or_resume
from app.quiz.services.submit import finish_overdue, submit

__all__ = [
    "finish_overdue",
    "rebuild_standings",
    "save_answer",
    "standing_differences",
    "start_or_resume",
    "submit",
]
