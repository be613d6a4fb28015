"""The start page of each role, the person's own page, the OPD admin's page, and the pages about the product.

Owns: nothing. Composes: people, materials, learning, quiz, comprehension.
"""
