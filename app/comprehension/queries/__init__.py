"""Questions about comprehension: the census of an instant, what of it may be shown, its facts."""

from app.comprehension.queries.census import RULES, census, census_of, policy_of
from app.comprehension.queries.cut import Cut, cut, frozen_cut, keep_counted
from app.comprehension.queries.frozen import (
    PublishedMonth,
    frozen_census,
    is_frozen,
    latest_frozen,
    published_months,
)
from app.comprehension.queries.keadaan import keadaan, keadaan_as_text, params
from app.comprehension.queries.on_time import on_time_by_opd, own_timeliness
from app.comprehension.queries.own import own_state
from app.comprehension.queries.picture import (
    Belief,
    Picture,
    frozen_picture,
    has_published_figures,
    picture,
    picture_of,
    tallies,
)

__all__ = [
    "RULES",
    "Belief",
    "Cut",
    "Picture",
    "PublishedMonth",
    "census",
    "census_of",
    "cut",
    "frozen_census",
    "frozen_cut",
    "frozen_picture",
    "has_published_figures",
    "is_frozen",
    "keadaan",
    "keadaan_as_text",
    "keep_counted",
    "latest_frozen",
    "on_time_by_opd",
    "own_state",
    "own_timeliness",
    "params",
    "picture",
    "picture_of",
    "policy_of",
    "published_months",
    "tallies",
]
