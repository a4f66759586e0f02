"""A proposal's words, names, slots, sentence roles and vectors, computed once for all who judge it."""
