"""The people are protected too (HOUSE P9): how long somebody was exposed, when they must rest, which talks are due.

No row here names what a person looked at: of the load, minutes are kept, and of a talk, its day. A supervisor who reads
everything in this room learns who is tired and nothing about anybody's judgement.
"""
