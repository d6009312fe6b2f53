from tests.loopback.bolting import Bolt, card
from tests.loopback.calling import button
from tests.loopback.slack import Loopback
from tests.loopback.slack.__main__ import Keyboard


async def test_lines_become_acts(slack: Loopback) -> None:
    """Who is named does what is written; what nobody can do says why."""
    keyboard = Keyboard(slack)
    bolt = Bolt(slack)
    bolt.hears("message")

    @bolt.app.action("a")
    async def pressed(ack: object, respond: object) -> None:
        await ack()  # type: ignore[operator]
        await respond(text="You chose A", replace_original=False)  # type: ignore[operator]

    async with bolt.linked():
        assert "Ada: hello" == await keyboard.line("ada: hello")
        await bolt.client.chat_postMessage(channel=keyboard.channel.id, text="A question", blocks=card(button()))
        assert "(only you) You chose A" == await keyboard.line("ada: press A")
        assert "there is no button 'Z'" == await keyboard.line("ada: press Z")
        assert "Bo: why?" == await keyboard.line("bo: reply why?")
        assert (await keyboard.line("bo: /nonsense")).startswith("not possible: /nonsense")
        assert "no form is open" == await keyboard.line("bo: fill Answer=42")
        looks = await keyboard.line("ada: looks")
        assert ("Ada: hello" in looks, "You chose A" in looks) == (True, True)
        assert "who: what - for instance  bo: /study help" == await keyboard.line("nothing")
