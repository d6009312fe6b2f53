"""A group's own decks in every store: by workspace, in order, and gone with it."""

from bot.decks.own import Head, OwnDecks, Written
from bot.store.contract import LEFT
from bot.store.store import SqlStore

GONE, STAYS = "discord:1", "discord:12"
TEXT = b"---\ntitle: Rivers\n---\n\n## Which is longer?\n\n- [x] The Volga\n- [ ] The Thames\n"


async def test_a_deck_is_kept_as_it_is(store: SqlStore) -> None:
    """Listed in order of the names, and read as it was written; a megabyte of it, too."""
    own = OwnDecks(store)
    large = TEXT + b"\n" + b"x" * 1_000_000
    decks = {"rivers": Written(TEXT, Head("Rivers", 1)), "large": Written(large, Head("Large", 1))}
    await own.put(GONE, decks, replace=False)
    assert ["large", "rivers"] == list(await own.heads(GONE))
    assert (TEXT, large) == (await own.file(GONE, "rivers"), await own.file(GONE, "large"))
    deck = await own.load(GONE, "rivers")
    assert deck is not None
    assert ("rivers", "Rivers", 1) == (deck.name, deck.title, len(deck.questions))


async def test_a_deck_that_is_removed_is_gone(store: SqlStore) -> None:
    """Head and text."""
    own = OwnDecks(store)
    await own.put(GONE, {"rivers": Written(TEXT, Head("Rivers", 1))}, replace=False)
    await own.remove(GONE, "rivers")
    assert ({}, None, {}) == (await own.heads(GONE), await own.file(GONE, "rivers"), await store.kept("decks"))


async def test_a_workspace_takes_its_decks_with_it(store: SqlStore) -> None:
    """And no other's, though its name begins in the same way."""
    own = OwnDecks(store)
    for workspace in (GONE, STAYS):
        await own.put(workspace, {"rivers": Written(TEXT, Head("Rivers", 1))}, replace=False)
    await store.keep(LEFT, GONE, b"note")
    await store.forget(GONE, b"note")
    assert ({}, None) == (await own.heads(GONE), await own.file(GONE, "rivers"))
    assert ["rivers"] == list(await own.heads(STAYS))
    assert [f"{STAYS} rivers"] == list(await store.kept("decks"))
