"""`Annotated` and its people → `Case` records."""
