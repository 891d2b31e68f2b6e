"""What `./kindline pack` does beyond one call: fetching, writing a folder whole, saying what was found."""
