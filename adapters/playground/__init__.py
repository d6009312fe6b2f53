"""The playground: a chat on a web page of this machine, where Studybell is tried without any account."""

from adapters.playground.adapter import Playground, open_adapter

__all__ = ["Playground", "open_adapter"]
