"""What partners' machines meet: the police, providers, member hotlines, and sites that offer our report form.

No page, no cookie, no session: every request is signed. This process holds no key that opens or signs anything; sealed
things pass through it.
"""
