"""The demo world: two OPD written out, fourteen invented ones, one person for each role, and a scale world.

Owns: nothing; every row belongs to the room of its table. Does not own: the demo's rules of access.
Depends on: every room below. Nobody may import it except the server and the list of commands, both late.
"""
