"""``studybell bench``: how fast answers are taken, kept and shown. The command alone; the rest is imported when it runs."""

from bot.bench.command import bench

__all__ = ["bench"]
