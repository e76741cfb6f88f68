"""How the models in `extractors/models/` are trained: one command each, reproducible."""
