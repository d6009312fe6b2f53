"""The playground among people who send nonsense: nothing breaks, and nobody loses what they typed."""

from typing import Any

import pytest


@pytest.mark.parametrize(
    ("body", "packing"),
    [(b'{"persona":"ada","text":"\xff"}', ""), (b"\xff\xfe", ""), (b"", ""), (b"abc", "gzip"), (b"abc", "deflate")],
)
async def test_a_body_that_is_no_json_in_utf_8_is_refused(served: Any, body: bytes, packing: str) -> None:
    """Broken letters and broken packing are the sender's mistake, and are told as one."""
    headers = {"Content-Type": "application/json", **({"Content-Encoding": packing} if packing else {})}
    async with served() as visitor, visitor.http.post(f"{visitor.url}/do/say", data=body, headers=headers) as response:
        assert response.status == 400


async def test_a_form_that_does_not_fit_stays_open_with_what_was_typed(served: Any) -> None:
    """A refused form says why on itself, and may be sent again once it is mended."""
    async with served() as visitor:
        form = (await visitor.say("rivera", "/quiz ask"))["form"]
        typed = {"question": "How long?", "choices": "one", "right": "", "seconds": "30"}
        refused = await visitor.do("form", "rivera", form=form["id"], values=typed)
        assert list(refused["errors"]) == [""]
        assert refused["errors"][""].endswith("give 2 to 20 choices.")
        mended = await visitor.do("form", "rivera", form=form["id"], values={**typed, "choices": "one\ntwo"})
        assert "shown" in mended


async def test_a_learner_completes_nothing_that_only_hosts_name(served: Any) -> None:
    """What a host has planned for later has a title; nobody finds it by asking what could be typed."""
    async with served() as visitor:
        form = (await visitor.say("rivera", "/discuss open"))["form"]
        values = {"title": "A surprise", "body": "Why?", "due": "in 9 days", "opens": "in 5 days", "rules": "1 post"}
        await visitor.do("form", "rivera", form=form["id"], values=values)
        asked = {"channel": "general", "kind": "discussion", "typed": ""}
        mine = [option["label"] for option in (await visitor.do("complete", "rivera", **asked))["options"]]
        assert (["A surprise"], {"options": []}) == (mine, await visitor.do("complete", "ada", **asked))


async def test_no_thread_begins_at_a_private_message(served: Any) -> None:
    """Not at one's own, and not at anybody else's, whose id was found out somehow."""
    async with served() as visitor:
        private = (await visitor.say("ada", "/study help"))["shown"]
        for persona in ("ada", "ben"):
            assert {"toast": "This place is no more."} == await visitor.do(
                "say", persona, channel="general", thread=private, text="Hello", nonce=persona
            )
