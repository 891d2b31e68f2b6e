"""The desk's addresses. Who may open each is written in tests/faces/roles.py and on the view itself."""

from django.urls import path

from kindline.faces.desk.views import assessment, duty, envelopes, find, lists, log, notices, people, questions, tasks
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
    path("assessment/", assessment.assessment, name="assessment"),
    path("assessment/script.js", assessment.script, name="assessment_script"),
    path("assessment/take/", assessment.take, name="assessment_take"),
    path("assessment/open/", assessment.hand_out, name="assessment_open"),
    path("assessment/words/", assessment.hand_out_words, name="assessment_words"),
    path("assessment/copied/", assessment.copied, name="assessment_copied"),
    path("assessment/answer/", assessment.answer, name="assessment_answer"),
    path("assessment/back/", assessment.hand_back, name="assessment_back"),
    path("assessment/pass-on/", assessment.pass_on, name="assessment_pass_on"),
    path("assessment/debrief/", assessment.debrief, name="assessment_debrief"),
    path("assessment/lists/", lists.lists, name="assessment_lists"),
    path("assessment/lists/ask/", lists.ask, name="assessment_list_ask"),
    path("assessment/lists/<uuid:export>/agree/", lists.agree, name="assessment_list_agree"),
    path("assessment/lists/<uuid:export>/take/", lists.take, name="assessment_list_take"),
    path("people/load/", people.load, name="load"),
    path("people/talks/<uuid:talk>/", people.talk_done, name="talk_done"),
    *sign_in,
]
