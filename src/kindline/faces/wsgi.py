"""The WSGI application of the face that `KINDLINE_FACE` names."""

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from kindline.faces.ui.waiting_room import WaitingRoom
from kindline.kernel.hardening import forbid_core_dumps
from kindline.kernel.socket_watch import watch_if_asked

FORM, JSON = "application/x-www-form-urlencoded", "application/json"
# A month of the police's answers in one file; see faces.portal.views.answers and faces.api.doors.bounded.
LONGEST_ANSWERS = 8 << 20

os.umask(0o077)
forbid_core_dumps()
FACE = settings.FACE.name
watch_if_asked(place=settings.PLACE, face=FACE)
# Two threads work: one while the other waits for the disk. On two cores a second process took a fifth more reports
# (543/s for 460/s at 16 clients) and no more pages, for 55 MB and a longer tail: not worth it there.
application = WaitingRoom(
    get_wsgi_application(),
    workers=4 if FACE == "desk" else 2,
    longest={JSON: settings.DATA_UPLOAD_MAX_MEMORY_SIZE}
    if FACE == "api"
    else {FORM: settings.DATA_UPLOAD_MAX_MEMORY_SIZE} | ({JSON: LONGEST_ANSWERS} if FACE == "portal" else {}),
)
