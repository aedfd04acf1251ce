"""Mails leave this machine encrypted, to a server that has shown who it is, or not at all."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from aiosmtpd.smtp import SMTP
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from must.collection.adapters.smtp import STARTTLS, TLS, Unavailable, smtp
from must.world.mailbox import HOST, Mailbox

from .flaky import Flaky, Step
from .test_smtp import at, hand_in

BOTH = pytest.mark.parametrize("scheme", [TLS, STARTTLS])
YEAR = timedelta(days=365)

NewServer = Callable[..., AbstractContextManager[Mailbox]]


class Encrypted(Mailbox):
    """Takes mails over TLS alone: from the first byte, or after STARTTLS."""

    def __init__(self, directory: Path, context: ssl.SSLContext, scheme: str) -> None:
        super().__init__(directory)
        self._context = context
        self._scheme = scheme

    @property
    def address(self) -> str:
        return f"{self._scheme}://{HOST}:{self.port}"

    async def _listen(self) -> asyncio.Server:
        if self._scheme == TLS:
            return await self._loop.create_server(lambda: SMTP(self, hostname="mailbox"), HOST, 0, ssl=self._context)
        return await self._loop.create_server(self._upgraded, HOST, 0)

    def _upgraded(self) -> SMTP:
        return SMTP(self, hostname="mailbox", tls_context=self._context, require_starttls=True)


def certificate(path: Path, *, host: str, age: timedelta) -> ssl.SSLContext:
    """A key and a certificate that it signs itself, good for two years, written to `path`; a server that shows it."""
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "mailbox")])
    begins = datetime.now(UTC) - age
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number(), begins, begins + 2 * YEAR)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address(host))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    path.write_bytes(private + made.public_bytes(Encoding.PEM))
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(path)
    return context


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> NewServer:
    """Makes a server whose certificate is for a host, of some age, and signed by somebody whom this machine trusts or doesn't."""

    def new(scheme: str, *, host: str = HOST, age: timedelta = YEAR, trusted: bool = True) -> AbstractContextManager[Mailbox]:
        context = certificate(tmp_path / "server.pem", host=host, age=age)
        if trusted:
            monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "server.pem"))
        return Encrypted(tmp_path / "mails", context, scheme)

    return new


@BOTH
def test_a_server_that_shows_who_it_is_gets_the_mail(server: NewServer, scheme: str) -> None:
    with server(scheme) as mailbox, smtp(mailbox.address) as line:
        hand_in(line)
        assert [mail.recipient for mail in mailbox.mails()] == ["a@b.example"]


@BOTH
@pytest.mark.parametrize(
    "wrong", [{"trusted": False}, {"host": "127.0.0.2"}, {"age": 3 * YEAR}], ids=["signed by nobody we know", "somebody else's", "expired"]
)
def test_a_server_that_cannot_show_who_it_is_gets_nothing(server: NewServer, scheme: str, wrong: dict[str, object]) -> None:
    with server(scheme, **wrong) as mailbox, smtp(mailbox.address) as line:
        with pytest.raises(Unavailable, match="SSLCertVerificationError"):
            hand_in(line)
        assert mailbox.count == 0


@pytest.mark.parametrize("offers", ["250 flaky", "250-flaky\r\n250 STARTTLS"], ids=["it isn't offered", "it is offered and refused"])
def test_without_encryption_neither_password_nor_mail_is_said(offers: str) -> None:
    """As where somebody on the way takes the offer out."""
    with Flaky(at(Step.EHLO, offers)) as flaky:
        address = flaky.address.replace("smtp://", "smtp+starttls://somebody:secret@")
        with smtp(address) as line, pytest.raises(Unavailable):
            hand_in(line)
    assert {said.split()[0].upper() for said in flaky.said} <= {"EHLO", "STARTTLS", "QUIT"}
    assert flaky.taken == []
