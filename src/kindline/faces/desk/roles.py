"""Who comes to the desk. Officers have the portal; the desk opens nothing to them."""

from kindline.faces.ui.staff import allow

OPERATOR, SUPERVISOR, INSTALLER, ANALYST = "operator", "supervisor", "installer", "analyst"
COUNSELLOR = "counsellor"

casework = allow(OPERATOR, SUPERVISOR)
supervision = allow(SUPERVISOR)
everybody = allow(OPERATOR, SUPERVISOR, INSTALLER)
analysts = allow(ANALYST)
abroad = allow(OPERATOR, SUPERVISOR, ANALYST)
inside = allow(OPERATOR, SUPERVISOR, INSTALLER, ANALYST)
whoever_talks = allow(SUPERVISOR, ANALYST, COUNSELLOR)
anybody = allow(OPERATOR, SUPERVISOR, INSTALLER, ANALYST, COUNSELLOR)
# A hotline operator sees no contacts, a counsellor no reports; who does both is given both (`staff add --also`).
counselling = allow(COUNSELLOR)
at_the_line = allow(COUNSELLOR, SUPERVISOR)
