"""The police's own terminal: fetch, open, answer, send. Runs on their machine without Django, with keys we never see.

What it opens and signs with is `kindline.client.police`; here are its folder, its way to the portal and the opener.
"""
