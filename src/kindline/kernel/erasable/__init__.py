"""Keys that can be destroyed: one a report or address, apart from the data and from its backups (P8).

Whatever is stored about a report and could be opened by anybody lies locked under its key. Destroying the key erases
it everywhere at once, backups made before included; copies of the keys themselves end with `HORIZON`.
"""
