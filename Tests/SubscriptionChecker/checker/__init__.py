"""Judges recorded histories of subscriptions; see FORMAT.md.

It is written against the protocol's description and shares no code with the server or with its clients.
"""

from checker.history import History
from checker.judge import judge

__all__ = ["History", "judge"]
