"""What a control carries, written and read back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.discord.rendering.custom_ids import CustomId, read, spell

SESSION = 'abcdefghij["a",0,[1],""]'
AWAY = '["away",""]'
TOKENS = st.builds(
    lambda session, text: f'{session}["x",{text}]',
    st.sampled_from(["", "abcdefghij"]),
    st.lists(st.text('~=[]",ab1\n')).map(repr),
)


@pytest.mark.parametrize(
    ("custom_id", "meant"),
    [
        (spell(SESSION), CustomId(SESSION)),
        (spell(AWAY, "4242"), CustomId(AWAY, guild="4242")),
        (spell(SESSION, "4242"), CustomId(SESSION)),
        (spell(SESSION, field="choices"), CustomId(SESSION, field="choices")),
        (spell(SESSION, turn=2), CustomId(SESSION)),
        (spell(AWAY, "4242", "until", 3), CustomId(AWAY, guild="4242", field="until")),
        ("somebody else's", CustomId("somebody else's")),
        ("", CustomId("")),
    ],
)
def test_what_is_spelled_is_read_back(custom_id: str, meant: CustomId) -> None:
    """The token comes back as it was; a session's needs no guild."""
    assert meant == read(custom_id)


@given(TOKENS, st.sampled_from(["", "4242"]), st.sampled_from(["", "choices"]), st.integers(1, 30))
def test_any_token_comes_back(token: str, guild: str, field: str, turn: int) -> None:
    """Whatever an event holds, tildes and brackets too."""
    try:
        custom_id = spell(token, guild, field, turn)
    except ValueError:
        assert len(token) + len(field) + 4 > 100
        return
    assert len(custom_id) <= 100
    assert (token, field) == (read(custom_id).token, read(custom_id).field)


@pytest.mark.parametrize("guild", ["abc", "../users", "1" * 21, "-1", "٤"])
def test_what_can_be_no_server_is_not_ours(guild: str) -> None:
    """Anybody can forge a custom id, and of its server Discord is asked."""
    forged = f"~{guild}~{AWAY}"
    assert CustomId(forged) == read(forged)


def test_the_same_meaning_twice_has_two_ids() -> None:
    """Discord takes an id once in a message."""
    assert spell(SESSION) != spell(SESSION, turn=2)


def test_a_guild_that_does_not_fit_is_left_out() -> None:
    """The event matters more than where it was meant."""
    token = f'["x","{"y" * 92}"]'
    assert CustomId(token) == read(spell(token, "4242"))


def test_a_token_that_is_too_long_is_refused() -> None:
    """It says how long it is."""
    with pytest.raises(ValueError, match="has 107"):
        spell(f'["x","{"y" * 99}"]')
