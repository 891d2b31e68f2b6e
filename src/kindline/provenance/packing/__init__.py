"""Building packs from published tables: read each source, lay them over each other, guard, write.

Pure: what a builder fetched is handed in as bytes with the time it was fetched; nothing here opens a connection.
"""
