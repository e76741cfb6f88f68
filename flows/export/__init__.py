"""Exports: the newest snapshot in formats that other tools read.

`write` makes the folder, safely; `ftm` has the entities of FollowTheMoney, `schema_org` the claims as JSON-LD.
"""
