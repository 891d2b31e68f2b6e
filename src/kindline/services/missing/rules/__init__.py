"""Rule sets as data: which facts make a disappearance worrying, and what is done in its first hours."""
