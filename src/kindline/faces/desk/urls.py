"""The desk's addresses. Who may open each is written in tests/faces/roles.py and on the view itself."""

from django.urls import path

from kindline.faces.desk.views import (
    addresses,
    duty,
    envelopes,
    find,
    forms,
    late,
    log,
    notices,
    providers,
    questions,
    replies,
    tasks,
)
from kindline.faces.ui.sign_in_urls import urlpatterns as sign_in

urlpatterns = [
    path("", envelopes.home, name="home"),
    path("queues/<slug:name>/", envelopes.queue, name="queue"),
    path("queues/<slug:name>/export/", envelopes.export, name="export"),
    path("envelopes/<uuid:report>/", envelopes.envelope, name="envelope"),
    path("addresses/<uuid:address>/", addresses.address, name="address"),
    path("addresses/<uuid:address>/confirm/", addresses.confirm, name="address_confirm"),
    path("questions/", questions.waiting, name="questions"),
    path("questions/<uuid:message>/", questions.question, name="question"),
    path("questions/<uuid:message>/show/", questions.show, name="question_show"),
    path("questions/<uuid:message>/answer/", questions.answer, name="question_answer"),
    path("tasks/", tasks.waiting, name="tasks"),
    path("tasks/<uuid:task>/", tasks.task, name="task"),
    path("late/", late.turns, name="late"),
    path("notices/", notices.out, name="notices"),
    path("notices/<uuid:notice>/", notices.notice, name="notice"),
    path("notices/<uuid:notice>/heard/", notices.heard, name="notice_heard"),
    path("forms/<uuid:notice>/", forms.form, name="form"),
    path("forms/<uuid:notice>/show/", forms.show, name="form_show"),
    path("forms/<uuid:notice>/sent/", forms.sent, name="form_sent"),
    path("providers/", providers.providers, name="providers"),
    path("providers/export/", providers.export, name="providers_export"),
    path("providers/<uuid:provider>/", providers.provider, name="provider"),
    path("providers/<uuid:provider>/edit/", providers.edit, name="provider_edit"),
    path("replies/<uuid:reply>/", replies.reply, name="reply"),
    path("replies/<uuid:reply>/show/", replies.show, name="reply_show"),
    path("replies/<uuid:reply>/record/", replies.keep, name="reply_keep"),
    path("duty/", duty.on_duty, name="duty"),
    path("duty/<uuid:ring>/answer/", duty.answer, name="ring_answer"),
    path("find/", find.find, name="find"),
    path("log/", log.log, name="log"),
    *sign_in,
]
