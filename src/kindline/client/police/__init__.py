"""What the police know, open, judge and sign. Pure: files, keys and moments come in as arguments."""
