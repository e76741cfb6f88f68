"""`Annotated` and its people → `Claim` records."""
