"""The outside world, played as separate people with their own keys, connections and mailboxes."""
