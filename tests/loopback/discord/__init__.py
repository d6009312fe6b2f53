"""A strict Discord on real sockets of this machine, REST and gateway, inside the test's own event loop.

    from tests.loopback.discord import loopback

    async with loopback(clock) as discord:            # or the fixture `discord_server` of tests/loopback/fixtures.py
        discord.token, discord.api_url, discord.gateway_url, discord.cdn_url, discord.application_id
        discord.grant(message_content=True, members=True)          # privileged intents of the application
        guild = discord.guild("Biology 101")                       # the bot is in it, with the least permissions
        general = guild.channel("general")
        ada = guild.member("Ada"); bo = guild.member("Bo", host=True); eve = guild.member("Eve", may=["MANAGE_EVENTS"])

        answer = await bo.command(general, "quiz start", deck="capitals")   # checked against what was registered
        answer.text, answer.private, answer.kind, answer.deferred, answer.failed, answer.message, answer.modal
        (card,) = ada.sees(general)                                # Shown: .text .buttons .controls .pictures .files .private
        answer = await ada.press(card, "A")                        # an Answer is looked at anew: .text is what stands now
        answer = await ada.choose(card, "Paris", of="placeholder")
        answer = await ada.submit(answer, {"Label or custom_id": "text"})   # where answer.modal opened
        names = await ada.complete(general, "quiz start", deck="cap")
        post = await ada.writes(thread, "text", reply_to=card); await ada.edits(post, "other"); await ada.removes(post)
        ada.whispers(general); ada.inbox(); ada.dm; ada.takes_no_dms(); ada.reloads()
        thread = discord.channels[card.id]                         # the thread that was begun at a message

        guild.forbid("MANAGE_THREADS"); guild.allow(...); guild.forbid("VIEW_CHANNEL", channel=general)
        guild.deletes(card.message); guild.deletes(thread); guild.clears(general, [...]); guild.changes(thread, locked=True)
        discord.mischief.cut(); .reconnect(); .invalidate(); .forget(); .deaf(); .silent()            # connections
        discord.mischief.again("MESSAGE_CREATE"); .hold(); .release(); .malformed("THREAD_CREATE")     # events
        # requests: 503, or 0 to cut the connection; after=True does what was asked and only loses the answer
        discord.mischief.stumble("POST", "/channels/{channel_id}/messages", 503, after=False)
        discord.rates.off(); discord.gateway.identify_window = 5.0; discord.resets_token(); discord.opens_too_fast = True
        guild.removes_bot(); guild.invites_bot(); guild.fails(); guild.recovers()

        await discord.until(lambda: ada.sees(general))             # waits in real time, at most 5 s
        discord.asked, discord.offences, discord.refused, discord.refusals   # requests; what must not be sent; 429s; by code
        discord.assert_clean()

A test's clock moves the 3 s and 15 min of interactions, nonces and ids; rate limits run in real time, as the client waits in
real time. `python -m tests.loopback.discord --port N` serves one as a process of its own.
"""

from tests.loopback.discord.acts import Answer
from tests.loopback.discord.app import loopback
from tests.loopback.discord.people import Person
from tests.loopback.discord.seen import Shown
from tests.loopback.discord.stage import Classroom, Loopback
from tests.loopback.discord.trouble import NotPossible
from tests.loopback.discord.world import Channel, Message

__all__ = ["Answer", "Channel", "Classroom", "Loopback", "Message", "NotPossible", "Person", "Shown", "loopback"]
