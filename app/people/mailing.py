"""One message by SMTP, within five seconds, or a plain reason why not."""

import smtplib
import ssl
import threading
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from urllib.parse import parse_qs, unquote, urlsplit

SECONDS = 5


class MailFailed(Exception):
    """The message was not taken over; `reason` is for the log, without address or words of the message."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


def entry_mail(surel: str, address: str, lasts: str = "15 menit") -> EmailMessage:
    """The message that carries a one-time link; line breaks in an address are refused by the library."""
    message = EmailMessage()
    message["To"] = surel
    message["Subject"] = "Tautan masuk Paham SPBE"
    message["Date"] = formatdate()
    message.set_content(
        f"Seseorang meminta tautan masuk ke Paham SPBE untuk akun Anda:\n\n{address}\n\n"
        f"Di sana Anda membuat kata sandi baru. Tautan ini berlaku satu kali, selama {lasts}.\n"
        "Bila bukan Anda yang meminta, abaikan surel ini; kata sandi Anda tidak berubah.\n"
    )
    return message


def send(url: str, message: EmailMessage) -> None:
    """Hand it over within five seconds in all, whatever the server does; raises MailFailed."""
    troubles: list[str] = []

    def hand_over() -> None:
        try:
            _hand_over(url, message)
        except MailFailed as error:
            troubles.append(error.reason)
        except Exception as error:  # what nobody foresaw did not send it either
            troubles.append(type(error).__name__)

    worker = threading.Thread(target=hand_over, daemon=True)
    worker.start()
    worker.join(SECONDS)
    if worker.is_alive():
        raise MailFailed("no answer in time")
    if troubles:
        raise MailFailed(troubles[0])


def _hand_over(url: str, message: EmailMessage) -> None:
    """Hand a message to the server of `smtp[s]://user:password@host:port/?from=address`; MailFailed."""
    parts = urlsplit(url)
    host = parts.hostname or "localhost"
    message["From"] = parse_qs(parts.query).get("from", [f"paham@{host}"])[0]
    message["Message-ID"] = make_msgid(domain=message["From"].rpartition("@")[2])
    try:
        with _connected(parts.scheme, host, parts.port) as server:
            if parts.username:
                _refuse_open_wire(server, host)
                server.login(unquote(parts.username), unquote(parts.password or ""))
            server.send_message(message)
    except (OSError, smtplib.SMTPException, ValueError) as error:
        raise MailFailed(type(error).__name__) from error


def _refuse_open_wire(server: smtplib.SMTP, host: str) -> None:
    if not isinstance(server.sock, ssl.SSLSocket) and host not in {"localhost", "127.0.0.1", "::1"}:
        raise MailFailed("the server offers no encryption, so no password is sent to it")


def _connected(scheme: str, host: str, port: int | None) -> smtplib.SMTP:
    """Encrypted where the server offers it; always with `smtps`."""
    context = ssl.create_default_context()
    if scheme == "smtps":
        return smtplib.SMTP_SSL(host, port or 465, timeout=SECONDS, context=context)
    server = smtplib.SMTP(host, port or 587, timeout=SECONDS)
    server.ehlo()
    if server.has_extn("starttls"):
        server.starttls(context=context)
    return server
