"""Who is one person across articles, derived from the loaded cases.

    names.py      a name as written → its parts, spelling keys, and the blocks in which it is compared
    features.py   what each case gives for comparison, as one table
    shares.py     how common a name is
    pairs.py      which cases are compared, and splink's weight for each pair
    model.py      the comparisons, their words, and the stored parameters (model.json, names.json)
    overrides.py  decisions by hand: persons.csv of the data folder
    clusters.py   pairs → persons, without chains
    matters.py    the cases of one person → case files, one a matter
    tables.py     persons and case files as rows
    resolve.py    the deriver: brings the tables of `schemas/persons.py` up to date, for what a run changed
    explain.py    why two cases are, or are not, one person's

The result depends on the cases, the overrides and the stored model alone, never on the order or number of runs.
"""
