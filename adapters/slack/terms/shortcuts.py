"""What our shortcuts are called to Slack: in the manifest, and in what arrives when somebody chooses one.

Slack has no commands in threads, so a message shortcut stands in for them; the global ones begin what needs no channel yet.
"""

START_QUIZ, OPEN_DISCUSSION, OWING = "studybell_quiz", "studybell_discuss", "studybell_mine"
"""Global shortcuts: `/quiz start`, `/discuss open` and `/discuss mine`. Of the first two a modal asks in which channel."""

HERE = "studybell_here"
"""The message shortcut: what one can do with the session that the message, or its thread, belongs to."""

COMMANDS = {START_QUIZ: "quiz start", OPEN_DISCUSSION: "discuss open", OWING: "discuss mine"}
"""The commands that the global shortcuts stand for."""
