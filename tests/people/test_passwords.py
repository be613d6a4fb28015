"""Which passwords are refused, with which sentence, and which are not."""

import pytest

from app.people.rules.passwords import Owner, PasswordPolicy, WeakPassword, common_words, refuse_weak

SITTI = Owner("198501312010011001", "Sitti Nur'aini, S.Kom.", ("Dinas Kesehatan", "Dinkes"))


@pytest.mark.parametrize(
    ("password", "word"),
    [
        ("sebelas sja", "terlalu pendek"),
        ("PahamSPBE2026!", "mudah ditebak"),
        ("P4ssw0rd12345!", "mudah ditebak"),
        ("sulawesitengah2026", "mudah ditebak"),
        ("Bismillah12345", "mudah ditebak"),
        ("Indonesia Merdeka 1945", "mudah ditebak"),
        ("qwertyuiopas", "mudah ditebak"),
        ("123456789012", "mudah ditebak"),
        ("210987654321", "mudah ditebak"),
        ("aaaaaaaaaaaa", "mudah ditebak"),
        ("abcabcabcabc", "mudah ditebak"),
        ("sitti nuraini 99", "mudah ditebak"),
        ("19850131 201001 1 001", "memuat NIP"),
        ("kucing31011985 lucu", "tanggal lahir"),
        ("lahir 310185 di poso", "tanggal lahir"),
        ("Dinas Kesehatan jaya selalu maju", "nama OPD"),
    ],
)
def test_what_others_can_guess_is_refused_with_its_reason(password: str, word: str) -> None:
    with pytest.raises(WeakPassword) as refused:
        refuse_weak(password, owner=SITTI)
    assert word in refused.value.message


@pytest.mark.parametrize(
    "password",
    [
        "kopi pagi di tepi teluk",
        "kuda baterai staples benar",
        "xK9$mQ2vLp7!aB",
        "583920174628",
        "ombak besar di talise, 7 kali 🙂 datang dan pergi sampai jauh! 🌊",
        "🌊🦀🐠🐡🦑🐙⭐🌟🙂🐳🐬🦈",
    ],
)
def test_a_password_of_ones_own_is_taken_whatever_its_signs(password: str) -> None:
    refuse_weak(password, owner=SITTI)


def test_composition_is_asked_for_only_where_an_auditor_insists() -> None:
    refuse_weak("kopi pagi di tepi teluk")
    with pytest.raises(WeakPassword, match="huruf besar"):
        refuse_weak("kopi pagi di tepi teluk", policy=PasswordPolicy(mixed=True))
    refuse_weak("Kopi pagi di tepi teluk 7", policy=PasswordPolicy(mixed=True))


def test_the_list_refuses_over_a_thousand_common_passwords() -> None:
    """Every word with the usual endings, brought to twelve signs as people do it."""
    endings = ("12345678", "2026!!", "@123456", "1945", "_12345", "000000")
    tried = {word.capitalize() + ending for word in common_words() for ending in endings}
    long_enough = [password for password in tried if len(password) >= 12]
    assert len(long_enough) > 1000
    taken = []
    for password in long_enough:
        try:
            refuse_weak(password)
            taken.append(password)
        except WeakPassword:
            pass
    assert not taken
