"""Opaque names and orders: the same within an attempt, different between attempts, silent about the key."""

import secrets

from hypothesis import given
from hypothesis import strategies as st

from app.quiz.rules import (
    SEED_BYTES,
    Candidate,
    draw_lefts,
    draw_options,
    draw_paper,
    draw_questions,
    lefts_by_token,
    next_form,
    places_by_token,
    question_token,
)

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


@given(seeds, st.integers(1, 10_000), st.integers(2, 12))
def test_lefts_and_rights_of_pairs_share_no_name(seed: str, question_id: int, count: int) -> None:
    lefts, rights = lefts_by_token(seed, question_id, count), places_by_token(seed, question_id, count)
    assert len(lefts) == count
    assert not lefts.keys() & rights.keys()
    shown = draw_lefts(seed, question_id, range(count), shuffled=True)
    assert all(lefts[each.token] == each.place for each in shown)


COMMON = [Candidate(number) for number in (1, 2)]
POOL = [Candidate(number, group=1, draw=2) for number in range(10, 16)]
FORMS = [
    Candidate(20, 2, None, "A"),
    Candidate(21, 2, None, "A"),
    Candidate(30, 3, 1, "B"),
    Candidate(31, 3, 1, "B"),
]


@given(seeds, st.booleans(), st.sampled_from("AB"))
def test_a_paper_holds_the_common_questions_a_draw_from_each_group_and_one_form(
    seed: str, shuffled: bool, form: str
) -> None:
    asked = draw_paper(seed, [*COMMON, *POOL, *FORMS], shuffled=shuffled, form=form)
    assert len(set(asked)) == len(asked)
    assert {1, 2} <= set(asked)
    assert len(set(asked) & set(range(10, 16))) == 2
    assert len(set(asked) & {30, 31}) == (form == "B")
    assert set(asked) & {20, 21} == ({20, 21} if form == "A" else set())
    assert draw_paper(seed, [*COMMON, *POOL, *FORMS], shuffled=shuffled, form=form) == asked
    if not shuffled:
        assert list(asked) == sorted(asked)


@given(seeds, st.lists(st.integers(1, 500), min_size=3, max_size=30, unique=True), st.booleans())
def test_a_plain_set_is_drawn_as_ever(seed: str, ids: list[int], shuffled: bool) -> None:
    plain = [Candidate(each) for each in ids]
    for count in (None, 2):
        assert draw_paper(seed, plain, shuffled=shuffled, count=count) == draw_questions(
            seed, ids, shuffled=shuffled, count=count
        )


def test_over_many_attempts_each_question_of_a_group_is_drawn_equally_often() -> None:
    drawn = [draw_paper(f"{n:064x}", POOL, shuffled=False) for n in range(3000)]
    assert all(900 < sum(each.question_id in asked for asked in drawn) < 1100 for each in POOL)


def test_a_set_without_forms_has_no_next_form() -> None:
    assert next_form("00", [], own=[], used={}) is None


@given(seeds, st.integers(1, 4), st.lists(st.sampled_from("ABCD"), max_size=8), st.data())
def test_the_next_form_is_another_one_and_fair_to_all(
    seed: str, count: int, own: list[str], data: st.DataObject
) -> None:
    forms = list("ABCD"[:count])
    used = data.draw(st.dictionaries(st.sampled_from("ABCD"), st.integers(0, 50)))
    form = next_form(seed, forms, own=own, used=used)
    assert form in forms
    if own and count > 1:
        assert form != own[-1]
    fresh = [each for each in forms if each not in own]
    if fresh:
        assert form in fresh
        assert used.get(form or "", 0) == min(used.get(each, 0) for each in fresh)
    assert form == next_form(seed, forms, own=own, used=used)


def test_the_seed_alone_decides_among_forms_used_equally_often() -> None:
    first = [next_form(f"{n:064x}", ["A", "B"], own=[], used={"A": 3, "B": 3}) for n in range(1000)]
    assert 400 < first.count("A") < 600
