"""`pytest -p tests.unshrunk`: a falsified property is told as found, with no smaller example looked for."""

from hypothesis import Phase, settings

settings.register_profile("unshrunk", phases=[Phase.explicit, Phase.generate], deadline=None, database=None)
settings.load_profile("unshrunk")
