"""Text → `Annotated`: tokens, sentences, quotations, names and values, each with its offsets."""
