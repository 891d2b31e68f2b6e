"""What the public site holds for the line: appeals it shows, sightings and families' words that wait, all sealed."""
