"""A million attempts: the Sekda's page, the summary's upkeep and its rebuild, beside direct SQL.

`world` makes the province and lets its history grow, `direct` asks without a summary, `upkeep` times what a
submit pays, `run` does all of it on both databases, `section` writes it into docs/benchmark.md.
"""
