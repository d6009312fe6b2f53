"""The courier: connections that are used again, and what becomes of requests when one breaks."""

import asyncio
import datetime as dt
import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from adapters.slack.requests import courier as posting
from adapters.slack.requests.courier import Courier, Origin
from adapters.slack.requests.http_answers import Garbled

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"


class Host:
    """Answers requests with what is set, and notes on which connection each came."""

    def __init__(self) -> None:
        self.answers: list[bytes] = [OK]
        self.leaves = False
        self.came: list[tuple[int, bytes]] = []
        self.most = 0
        self._connections = 0
        self._open: set[asyncio.StreamWriter] = set()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Serve one connection."""
        self._connections += 1
        number = self._connections
        self._open.add(writer)
        self.most = max(self.most, len(self._open))
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                length = int(head.lower().partition(b"content-length: ")[2].split(b"\r\n")[0])
                self.came.append((number, head + await reader.readexactly(length)))
                writer.write(self.answers.pop(0) if len(self.answers) > 1 else self.answers[0])
                if self.leaves:
                    return
        except (asyncio.IncompleteReadError, ConnectionError):
            return
        finally:
            self._open.discard(writer)
            writer.close()


@asynccontextmanager
async def asked(host: Host, tls: ssl.SSLContext | None = None) -> AsyncIterator[Callable[..., "asyncio.Task[bytes]"]]:
    """Give what posts to that host, and returns the body of the answer."""
    server = await asyncio.start_server(host.serve, "127.0.0.1", 0, ssl=tls, backlog=1_000)
    port = server.sockets[0].getsockname()[1]
    courier, origin = Courier(), Origin("127.0.0.1", port, tls is not None, f"127.0.0.1:{port}")

    async def post(path: str, body: bytes) -> bytes:
        return (await courier.post(origin, path, body)).body

    try:
        yield lambda path="/1", body=b"{}": asyncio.ensure_future(post(path, body))
    finally:
        courier.close()
        server.close()
        await server.wait_closed()


async def test_one_connection_is_used_again_and_again() -> None:
    """Each request goes out once, whole."""
    host = Host()
    async with asked(host) as post:
        assert [b"ok", b"ok"] == [await post("/actions/T1/1/x?y", b'{"a":1}'), await post("/2")]
    assert [1, 1] == [number for number, _ in host.came]
    head, _, body = host.came[0][1].partition(b"\r\n\r\n")
    assert b'{"a":1}' == body
    assert b"POST /actions/T1/1/x?y HTTP/1.1" == head.split(b"\r\n")[0]
    assert {b"Content-Type: application/json", b"Content-Length: 7"} < {*head.split(b"\r\n")}


@pytest.mark.parametrize(
    "answer",
    [
        b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok",
        OK + b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nwrong",
    ],
)
async def test_a_connection_that_may_hold_something_else_is_not_used_again(answer: bytes) -> None:
    """Nobody is given the answer to another request."""
    host = Host()
    host.answers = [answer, OK]
    async with asked(host) as post:
        assert [b"ok", b"ok"] == [await post("/1"), await post("/2")]
    assert [1, 2] == [number for number, _ in host.came]


@pytest.mark.parametrize("answer", [b"", b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nok", b"what?\r\n\r\n"])
async def test_what_breaks_off_is_told_and_not_sent_again(answer: bytes) -> None:
    """It may stand there all the same."""
    host = Host()
    host.answers, host.leaves = [answer], True
    async with asked(host) as post:
        with pytest.raises(ConnectionError):
            await post()
    assert 1 == len(host.came)


async def test_a_connection_that_was_closed_meanwhile_is_left() -> None:
    """The next request takes another one."""
    host = Host()
    host.leaves = True
    async with asked(host) as post:
        for _ in range(3):
            assert b"ok" == await post()
            for _ in range(200):  # turns of the loop, in which it hears of that
                await asyncio.sleep(0)
    assert [1, 2, 3] == [number for number, _ in host.came]


async def test_there_are_only_so_many_connections() -> None:
    """A thousand requests at once share them, and each gets its answer."""
    host = Host()
    async with asked(host) as post:
        assert [b"ok"] * 1_000 == await asyncio.gather(*(post(f"/{number}") for number in range(1_000)))
    assert host.most <= posting.MOST
    assert 1_000 == len({request for _, request in host.came})


async def test_who_waits_in_vain_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """And the answer that comes too late is nobody's."""
    monkeypatch.setattr(posting, "ANSWERING", 0.05)
    host = Host()
    host.answers = [b"", OK]
    async with asked(host) as post:
        with pytest.raises(TimeoutError):
            await post("/1")
        assert b"ok" == await post("/2")
    assert [1, 2] == [number for number, _ in host.came]


async def test_nobody_listens() -> None:
    """It is told as any trouble with a connection."""
    courier = Courier()
    with pytest.raises(OSError, match="1"):
        await courier.post(Origin("127.0.0.1", 1, tls=False, name="127.0.0.1:1"), "/1", b"{}")


@pytest.mark.parametrize("path", ["", "x", "/a b", "/a\r\nX: y", "/é", "/a\x00"])
async def test_no_path_ends_its_line(path: str) -> None:
    """Nothing is sent where one might."""
    with pytest.raises(ValueError, match="path"):
        await Courier().post(Origin("127.0.0.1", 1, tls=False, name="127.0.0.1:1"), path, b"{}")


async def test_by_tls_only_whom_the_system_trusts_is_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Anybody else is told nothing."""
    certificate = _certificate(tmp_path)
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(certificate)
    host = Host()
    async with asked(host, tls) as post:
        with pytest.raises(ssl.SSLError):
            await post()
    assert [] == host.came
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    async with asked(host, tls) as post:
        assert [b"ok", b"ok"] == [await post(), await post()]
    assert 1 == len({number for number, _ in host.came})


def test_what_is_garbled_is_trouble_with_the_connection() -> None:
    """Whoever sees to the one sees to the other."""
    assert issubclass(Garbled, OSError)


def _certificate(folder: Path) -> Path:
    """Write a key and its certificate for this machine into one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "loopback")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(dt.datetime(2020, 1, 1, tzinfo=dt.UTC))
        .not_valid_after(dt.datetime(2120, 1, 1, tzinfo=dt.UTC))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file = folder / "certificate.pem"
    file.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    return file
