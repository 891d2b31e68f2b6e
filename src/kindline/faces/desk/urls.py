"""The desk's addresses. Who may open each is written in tests/faces/roles.py and on the view itself."""

from django.urls import path

from kindline.faces.desk.views import duty, envelopes, find, log, notices, questions, registers, tasks
from kindline.faces.ui.sign_in_urls import urlpatterns as sign_in

urlpatterns = [
    path("", envelopes.home, name="home"),
    path("queues/<slug:name>/", envelopes.queue, name="queue"),
    path("queues/<slug:name>/export/", envelopes.export, name="export"),
    path("envelopes/<uuid:report>/", envelopes.envelope, name="envelope"),
    path("questions/", questions.waiting, name="questions"),
    path("questions/<uuid:message>/", questions.question, name="question"),
    path("questions/<uuid:message>/show/", questions.show, name="question_show"),
    path("questions/<uuid:message>/answer/", questions.answer, name="question_answer"),
    path("tasks/", tasks.waiting, name="tasks"),
    path("tasks/<uuid:task>/", tasks.task, name="task"),
    path("notices/", notices.out, name="notices"),
    path("notices/<uuid:notice>/", notices.notice, name="notice"),
    path("duty/", duty.on_duty, name="duty"),
    path("duty/<uuid:ring>/answer/", duty.answer, name="ring_answer"),
    path("find/", find.find, name="find"),
    path("log/", log.log, name="log"),
    path("legal-holds/", registers.legal_holds, name="legal_holds"),
    path("legal-holds/<uuid:hold>/", registers.legal_hold, name="legal_hold"),
    path("requests/", registers.person_requests, name="person_requests"),
    path("requests/<uuid:row>/", registers.person_request, name="person_request"),
    path("disclosures/", registers.disclosures, name="disclosures"),
    *sign_in,
]
