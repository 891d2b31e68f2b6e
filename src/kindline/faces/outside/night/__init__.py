"""A night at the 116 000 line, played through the real pages: `./kindline demo --service missing`."""
