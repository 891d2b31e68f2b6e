"""The WSGI application of the face that `KINDLINE_FACE` names."""

import os

from django.core.wsgi import get_wsgi_application

from kindline.faces.hardening import forbid_core_dumps

os.umask(0o077)
forbid_core_dumps()
application = get_wsgi_application()
