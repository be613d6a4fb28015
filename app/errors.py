"""What may go wrong in the domain, as four kinds; each carries the sentence that the person reads.

Concrete errors live beside the rule that they speak for (`class AttemptClosed(Conflict)`); the web
maps the kind to a status and a page, once.
"""


class DomainError(Exception):
    """Something the person can understand; `message` is an Indonesian sentence or two."""

    message = "Permintaan ini tidak dapat dijalankan."

    def __init__(self, message: str | None = None) -> None:
        if message is not None:
            self.message = message
        super().__init__(self.message)


class NotFound(DomainError):
    """Missing, or not this person's to see: both look the same."""

    message = "Halaman ini tidak ada. Periksa alamatnya, atau mulai lagi dari beranda."


class Forbidden(DomainError):
    """The person is known and may not."""

    message = "Halaman ini bukan untuk peran Anda. Jika Anda memerlukannya, hubungi administrator."


class Conflict(DomainError):
    """The world has moved on since the person last looked."""

    message = "Keadaannya sudah berubah sejak halaman ini dibuka. Muat ulang, lalu coba lagi."


class Invalid(DomainError):
    """The input cannot be taken as it is."""

    message = "Isian belum dapat diterima. Periksa kembali, lalu kirim lagi."
