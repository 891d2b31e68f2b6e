"""Who sits at the line when, where nobody does, and what one shift hands to the next (HOUSE P9)."""
