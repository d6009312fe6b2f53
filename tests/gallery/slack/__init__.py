"""Pictures of our cards on Slack, drawn from the very payloads that are sent: ``python -m tests.gallery.slack``.

It needs the system's Chromium (``apt install chromium``) and writes to ``adapters/slack/gallery/``.
"""
