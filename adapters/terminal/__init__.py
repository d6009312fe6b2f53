"""A chat printed as text: for the demo, and for the transcripts the tests compare."""

from adapters.terminal.adapter import open_adapter

__all__ = ["open_adapter"]
