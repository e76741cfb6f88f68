"""Bytes → `Article`: decoding, boilerplate, metadata."""
