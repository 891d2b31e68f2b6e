"""The proof of an erasure: try every key on everything, and look for every trace in every file."""
