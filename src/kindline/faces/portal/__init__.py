"""What others collect and answer: the police their parcels, providers their notices, anyone whether a notice is real.

This process holds no key that opens anything and cannot read the intake database.
"""
