"""The desk's addresses. Who may open each is written in tests/faces/roles.py and on the view itself."""

from django.urls import path

from kindline.faces.desk.views import duty, envelopes, figures, find, log, notices, questions, tasks
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
    path("figures/", figures.figures, name="figures"),
    path("figures/freeze/", figures.freeze, name="figures_freeze"),
    path("figures/<slug:name>/", figures.figure, name="figure"),
    path("figures/<slug:name>/rows/", figures.figure_rows, name="figure_rows"),
    path("figures/<slug:name>/csv/", figures.figure_csv, name="figure_csv"),
    path("log/", log.log, name="log"),
    *sign_in,
]
