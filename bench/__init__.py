"""The benchmark: what a page costs here, beside the least that it could cost.

Owns: the rungs (the smallest applications that do the same work), the load client, the report.
Does not own: any behaviour of the product; nothing of the product imports this package.
Depends on: the product, started as in production, and gunicorn.
"""
