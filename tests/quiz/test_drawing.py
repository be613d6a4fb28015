"""Opaque names and orders: the same within an attempt, different between attempts, silent about the key."""

import secrets

from hypothesis import given
from hypothesis import strategies as st

from app.quiz.rules import SEED_BYTES, draw_options, draw_questions, places_by_token, question_token

seeds = st.binary(min_size=SEED_BYTES, max_size=SEED_BYTES).map(bytes.hex)


@given(seeds, st.integers(1, 10_000), st.integers(2, 12), st.booleans())
def test_names_and_places_map_one_to_one(seed: str, question_id: int, count: int, shuffled: bool) -> None:
    shown = draw_options(seed, question_id, count, shuffled=shuffled)
    back = places_by_token(seed, question_id, count)
    assert len(back) == count
    assert sorted(back.values()) == list(range(count))
    assert all(back[option.token] == option.place for option in shown)


@given(seeds, st.integers(1, 10_000), st.integers(2, 8))
def test_a_question_that_is_not_shuffled_keeps_the_order_of_its_source(
    seed: str, question_id: int, count: int
) -> None:
    shown = draw_options(seed, question_id, count, shuffled=False)
    assert [option.place for option in shown] == list(range(count))


@given(seeds, st.integers(1, 10_000), st.integers(2, 8))
def test_names_have_one_length_whatever_they_stand_for(seed: str, question_id: int, count: int) -> None:
    names = {option.token for option in draw_options(seed, question_id, count, shuffled=True)}
    assert {len(name) for name in names} == {16}


@given(seeds, st.lists(st.integers(1, 500), min_size=1, max_size=30, unique=True))
def test_every_question_is_drawn_once(seed: str, ids: list[int]) -> None:
    assert sorted(draw_questions(seed, ids, shuffled=True)) == sorted(ids)
    assert draw_questions(seed, ids, shuffled=False) == tuple(ids)


@given(seeds, st.lists(st.integers(1, 500), min_size=3, max_size=30, unique=True))
def test_a_draw_of_three_gives_three_in_the_order_of_the_source(seed: str, ids: list[int]) -> None:
    drawn = draw_questions(seed, ids, shuffled=False, count=3)
    assert len(drawn) == 3
    assert list(drawn) == [each for each in ids if each in drawn]


def test_two_attempts_share_no_name() -> None:
    one, other = secrets.token_hex(SEED_BYTES), secrets.token_hex(SEED_BYTES)
    assert question_token(one, 7) != question_token(other, 7)
    assert not places_by_token(one, 7, 4).keys() & places_by_token(other, 7, 4).keys()


def test_over_many_attempts_each_option_stands_first_equally_often() -> None:
    firsts = [draw_options(f"{n:064x}", 7, 4, shuffled=True)[0].place for n in range(4000)]
    assert all(850 < firsts.count(place) < 1150 for place in range(4))
