"""The rungs: the smallest Flask applications that do the work of a page, of a save and of a submit.

`hello` is Flask alone; `bare` speaks to the driver itself; `orm` is the usual stack of extensions.
"""
