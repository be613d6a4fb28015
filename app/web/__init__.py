"""The page kit: frames, components, styles, forms, error pages, headers, static files.

Owns: how every page looks and answers. Does not own: any table, any word of the domain.
Depends on: config, clock, errors, db (only to undo a failed transaction before an error page).
The page-author's guide stands in `templates/README.md`.
"""
