"""Slack measured: bursts of presses taken by the real program over real sockets, beside empty slack-bolt handlers.

All contenders are processes of their own. Slack is `wire.Wire`, in this process: light, so that it does not hold them up.
"""
