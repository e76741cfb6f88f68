"""What leaves the warehouse: tables as files, and rows in the order in which other formats want them.

`snapshot` opens the newest snapshot to write into one folder and nowhere else, and writes tables as Parquet, CSV or JSON
lines; `graph` has the rows for FollowTheMoney, `claims` those for schema.org.
"""
