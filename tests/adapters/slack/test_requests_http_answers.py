"""Answers of HTTP read from what came of them."""

import pytest

from adapters.slack.requests.http_answers import MOST_BYTES, Answer, Garbled, read_answer

CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"

ANSWERS = {
    b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok": (200, b"ok", True),
    b"HTTP/1.1 404 \r\nCONTENT-LENGTH:2\r\nX: y:z\r\n\r\nno": (404, b"no", True),
    b"HTTP/1.1 200\r\ncontent-length: 0\r\n\r\n": (200, b"", True),
    b"HTTP/1.1 204 No Content\r\n\r\n": (204, b"", True),
    b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Hints\r\nLink: x\r\n\r\nHTTP/1.1 204 Nothing\r\n\r\n": (204, b"", True),
    CHUNKED + b"1\r\no\r\n1;how=well\r\nk\r\n0\r\n\r\n": (200, b"ok", True),
    CHUNKED + b"A\r\n0123456789\r\n00\r\nTrailer: x\r\n\r\n": (200, b"0123456789", True),
    b"HTTP/1.1 200 OK\r\nConnection: Close\r\nContent-Length: 2\r\n\r\nok": (200, b"ok", False),
    b"HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok": (200, b"ok", False),
    b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok more": (200, b"ok", False),
    CHUNKED + b"0\r\n\r\nHTTP": (200, b"", False),
}


@pytest.mark.parametrize("came", ANSWERS)
def test_an_answer_is_read_as_soon_as_it_is_whole(came: bytes) -> None:
    """With its status and body; the connection is asked again only where the end of it is sure."""
    answer = read_answer(came)
    assert answer is not None
    assert ANSWERS[came] == (answer.status, answer.body, answer.lasts)


@pytest.mark.parametrize("came", [came for came in ANSWERS if ANSWERS[came][2]])
def test_more_is_waited_for_until_then(came: bytes) -> None:
    """Wherever it is cut; and where no more comes it is none."""
    for length in range(len(came)):
        assert read_answer(came[:length]) is None
        with pytest.raises(Garbled):
            read_answer(came[:length], ended=True)


def test_an_answer_without_a_length_ends_with_the_connection() -> None:
    """Which is not asked again."""
    came = b"HTTP/1.1 200 OK\r\n\r\nok"
    assert read_answer(came) is None
    assert Answer(200, {}, b"ok") == read_answer(came, ended=True)


@pytest.mark.parametrize(
    "came",
    [
        b"SSH-2.0-x\r\n\r\n",
        b"HTTP/2 200 OK\r\n\r\n",
        b"HTTP/1.1 999 OK\r\n\r\n",
        b"HTTP/1.1 20 OK\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: two\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n",
        CHUNKED + b"-1\r\n",
        CHUNKED + b"two\r\n",
        CHUNKED + b"1\r\nok\r\n",
        b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * MOST_BYTES,
        b"HTTP/1.1 100 OK\r\n\r\n" * 3_000 + b"x\r\n\r\n",
    ],
)
def test_what_is_no_answer_is_garbled(came: bytes) -> None:
    """And nothing is made of it."""
    with pytest.raises(Garbled):
        read_answer(came)
