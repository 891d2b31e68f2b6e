"""The police's own tool: fetch, open, answer, send. Runs on their machine without Django, with keys we never see.

Only `kindline.sealing` and the standard library; times come in as arguments, so that it can be rehearsed.
"""
