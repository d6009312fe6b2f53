"""Pictures of our cards on Discord, drawn from the very payloads that are sent: ``python -m tests.gallery.discord``.

It needs the system's Chromium (``apt install chromium``) and writes to ``adapters/discord/gallery/``.
"""
