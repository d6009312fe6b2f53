"""Studybell's core: live quizzes and discussions as values, and the engine that makes a chat agree with them.

Nothing below this package knows a chat platform; see ``README.md`` beside this file for the house.
"""

__version__ = "0.1.0"
