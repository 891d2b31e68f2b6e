"""The WSGI application of the face that `KINDLINE_FACE` names."""

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from kindline.kernel.hardening import forbid_core_dumps
from kindline.kernel.socket_watch import watch_if_asked

os.umask(0o077)
forbid_core_dumps()
watch_if_asked(place=settings.PLACE, face=settings.FACE.name)
application = get_wsgi_application()
