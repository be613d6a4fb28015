"""Nobody finds the right answer of our questions by looks alone."""

from fractions import Fraction

import pytest

from tests.materials.review import CUES, Items, load, share

MATERIAL = load()
CHANCE_AND_TEN = Fraction(35, 100)
THIRD = Fraction(1, 3)
FORMS = [part for part in MATERIAL.items if part.name.startswith(f"tes {MATERIAL.standard.test} ")]
LARGE = [part for part in MATERIAL.items if len(part.questions) >= 8]


@pytest.mark.parametrize("cue", CUES, ids=lambda name: name.replace(" ", "-"))
def test_a_guesser_by_one_cue_hardly_beats_chance(cue: str) -> None:
    assert len(MATERIAL.single) >= 90
    assert share(MATERIAL.single, CUES[cue]) <= CHANCE_AND_TEN


@pytest.mark.parametrize("cue", CUES, ids=lambda name: name.replace(" ", "-"))
@pytest.mark.parametrize("form", FORMS, ids=lambda part: part.name[-1])
def test_a_guesser_hardly_beats_chance_in_any_form(form: Items, cue: str) -> None:
    assert share(form.questions, CUES[cue]) <= CHANCE_AND_TEN


@pytest.mark.parametrize("cue", ["the longest", "the shortest"])
@pytest.mark.parametrize("part", LARGE, ids=lambda part: part.name)
def test_length_points_at_the_key_in_at_most_a_third_of_a_set(part: Items, cue: str) -> None:
    assert share(part.questions, CUES[cue]) <= THIRD
