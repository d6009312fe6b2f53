"""What Slack's forms say, read as the standard library reads them, and faster."""

from urllib.parse import quote, quote_plus, unquote_to_bytes, urlencode

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.slack.transports.payloads import read_body, unescaped


@given(st.text())
def test_a_text_comes_out_as_it_went_in(text: str) -> None:
    """Whatever it says, in both ways of writing a space."""
    text = text.encode("utf-8", "replace").decode()
    assert (text.encode(), text.encode()) == (unescaped(quote_plus(text)), unescaped(quote(text, safe="")))


@given(st.text('%+=2257BabDdF"\n\r é'))
def test_what_is_no_form_is_read_as_the_library_reads_it(text: str) -> None:
    """Signs of percent that begin no escape stay."""
    assert unquote_to_bytes(text.replace("+", " ")) == unescaped(text)


@pytest.mark.parametrize("more", [{}, {"ssl_check": "1"}])
def test_a_payload_is_read_beside_other_fields_too(more: dict[str, str]) -> None:
    """Only the payload counts."""
    payload = {"type": "block_actions", "says": '100 % = "so" & 50+50 – é\n'}
    body = urlencode({"payload": msgspec.json.encode(payload).decode(), **more})
    assert payload == read_body(body)
