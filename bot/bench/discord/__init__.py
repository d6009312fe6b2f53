"""Discord measured: bursts of presses taken by the real program over real sockets, beside an empty discord.py handler.

Both contenders are processes of their own. Discord is `wire.Wire`, in this process: light, so that it does not hold them up.
"""
