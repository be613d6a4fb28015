"""Names of OPD as people say them: the register adds the province to each."""

import re

PLACE = re.compile(r" Provinsi .+$")
PLACE_AND_HOUSE = re.compile(r"(?: (?:Daerah|Setda))? Provinsi .+$")
SAID_IN_FULL = ("Badan", "Sekretariat")
"""Kinds in whose names "Daerah" is part of what people say: Badan Kepegawaian Daerah."""


def office_name(name: str) -> str:
    """The name without what every OPD of the province shares; files keep the full one."""
    pattern = PLACE if name.startswith(SAID_IN_FULL) else PLACE_AND_HOUSE
    return pattern.sub("", name)
