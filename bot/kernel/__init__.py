"""The words everybody uses: people and places, events, cards, commands, sessions, time, texts.

Pure: no asyncio, no clock, no randomness, no database and no platform library may be imported here.
"""
