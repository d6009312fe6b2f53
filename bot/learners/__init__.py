"""Simulated learners, so that one person sees a whole live quiz. They press like everybody else and know no short cut."""

from bot.learners.classroom import Classroom

__all__ = ["Classroom"]
