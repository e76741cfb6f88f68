"""`Annotated` → the people and bodies of the article, and which words refer to whom."""
