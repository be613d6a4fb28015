"""What may be refused, each with its sentence; saves also carry the word that the browser's script reads."""

from datetime import datetime

from app.errors import Conflict, Invalid


class SaveRefused(Conflict):
    """A save that was not taken; `alasan` is the word of the reply, `status` its number."""

    alasan = "bentrok"
    status = 409


class OtherWriter(SaveRefused):
    """Another tab or device is writing this attempt."""

    alasan = "penulis-lain"
    message = "Kuis ini sedang dikerjakan di tab atau perangkat lain. Jawaban di sana tetap tersimpan."


class AttemptClosed(SaveRefused):
    """The person has sent the attempt; nothing changes it any more."""

    alasan = "sudah-dikirim"
    message = "Jawaban kuis ini sudah Anda kirim, jadi tidak dapat diubah lagi."


class SameRevision(SaveRefused):
    """Another answer is stored under this very revision: acknowledging this one would be untrue."""

    alasan = "revisi-sama"
    message = (
        "Jawaban lain sudah tersimpan lebih dulu untuk soal ini. Muat ulang halaman, lalu periksa jawabannya."
    )


class AnswerChecked(SaveRefused):
    """The person has had this answer checked, and has seen what is right."""

    alasan = "sudah-diperiksa"
    message = "Jawaban soal ini sudah Anda periksa, jadi tidak dapat diubah lagi."


class AnswerTooLate(SaveRefused):
    """After deadline and grace: stored and flagged, not marked until a trainer decides."""

    alasan = "terlambat"
    status = 202
    message = (
        "Waktu sudah habis saat jawaban ini tiba. Jawaban itu kami simpan terpisah dan belum ikut dinilai."
    )


class InvalidAnswer(Invalid):
    """Not an answer to this question."""

    alasan = "tidak-sah"
    status = 422
    message = "Jawaban ini tidak cocok dengan soalnya. Muat ulang halaman, lalu pilih lagi."


class AnswerToCorrect(InvalidAnswer):
    """An answer that the person can put right: the page keeps what was typed and says what to do."""


class AnswerTooLong(AnswerToCorrect):
    """More words than are kept."""

    message = "Jawaban Anda lebih dari 200 huruf, jadi belum disimpan. Ringkaskan, lalu simpan lagi."


class UnreadableWords(AnswerToCorrect):
    """Marks that are no text, pasted from somewhere."""

    message = (
        "Jawaban ini memuat tanda yang tidak dapat disimpan. Ketik ulang tanpa menempel, lalu simpan lagi."
    )


class NotANumber(AnswerToCorrect):
    """Words where a number is asked."""

    message = (
        "Jawaban ini belum terbaca sebagai angka, jadi belum disimpan. Tulis angkanya saja, misalnya 12,5."
    )


class StepTwice(AnswerToCorrect):
    """One step at two places of an order."""

    message = (
        "Ada langkah yang dipilih dua kali, jadi urutannya belum disimpan. Pilih setiap langkah satu kali."
    )


class NothingToCheck(AnswerToCorrect):
    """Periksa without an answer."""

    message = "Belum ada jawaban. Isi jawaban Anda dahulu, lalu tekan Periksa."


class ConfidenceMissing(AnswerToCorrect):
    """Periksa without the tap that the question asks for: afterwards it would be hindsight."""

    message = "Keyakinan Anda belum diisi. Pilih seberapa yakin Anda, lalu tekan Periksa."


class StartRefused(Conflict):
    """Another attempt may not begin; `again_at` says from when it may, if ever."""

    message = "Kuis ini belum dapat dimulai."

    def __init__(self, again_at: datetime | None) -> None:
        self.again_at = again_at
        super().__init__()


class NotInvited(StartRefused):
    """A delayed test, and this person was not drawn or has not passed."""

    message = "Tes ini hanya untuk peserta yang diundang. Anda tidak perlu mengerjakannya."


class TooManyAttempts(StartRefused):
    """The limit of attempts is used up."""

    message = "Semua percobaan Anda sudah terpakai."


class PauseNotOver(StartRefused):
    """The pause after the last attempt still runs."""

    message = "Masih ada jeda sebelum percobaan berikutnya."


class SetNotOpen(StartRefused):
    """The set opens later."""

    message = "Kuis ini belum dibuka."


class SetClosed(StartRefused):
    """The set has closed."""

    message = "Kuis ini sudah ditutup."
