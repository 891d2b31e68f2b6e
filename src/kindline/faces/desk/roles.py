"""Who comes to the desk. Officers have the portal; the desk opens nothing to them."""

from kindline.faces.ui.staff import allow

OPERATOR, SUPERVISOR, INSTALLER = "operator", "supervisor", "installer"

casework = allow(OPERATOR, SUPERVISOR)
supervising = allow(SUPERVISOR)
everybody = allow(OPERATOR, SUPERVISOR, INSTALLER)
