"""What partners' machines meet: the police, providers, member hotlines, and sites that offer our report form.

No page, no cookie, no session: every request is signed. This process holds no key that opens or signs anything; sealed
things pass through it. Telephone exchanges ring here too, each with a secret of its own (decision 0032).
"""
