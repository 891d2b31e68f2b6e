"""How the promises that have a name are broken, one way at a time."""

from kindline.faces.cli.proofs.shape import Edit, Proof

PROOFS = (
    Proof(
        "welfare",
        "the budget of a day has no end",
        "tests/promises/test_p9_people.py::test_the_queue_stops_offering_when_the_days_budget_is_spent",
        (
            Edit(
                "src/kindline/kernel/welfare/allowance.py",
                "if used >= timedelta(minutes=limits.day):",
                "if False:",
            ),
        ),
    ),
    Proof(
        "welfare",
        "a sitting is followed by the next",
        "tests/promises/test_p9_people.py::test_after_a_sitting_there_is_a_pause",
        (
            Edit(
                "src/kindline/kernel/welfare/allowance.py",
                "if sitting >= timedelta(minutes=limits.sitting):",
                "if False:",
            ),
        ),
    ),
    Proof(
        "welfare",
        "what was taken before the pause may be opened in it",
        "tests/promises/test_p9_people.py::test_what_was_taken_before_the_pause_is_not_opened_in_it",
        (Edit("src/kindline/kernel/welfare/exposure.py", "    if found.why:\n", "    if False:\n"),),
    ),
    Proof(
        "contacts",
        "a name is noted beside the seal",
        "tests/promises/test_contacts_stay_sealed.py::test_a_night_of_contacts_leaves_no_word_in_the_clear",
        (
            Edit(
                "src/kindline/kernel/contacts/keeping.py",
                "    contact.revision += 1\n",
                "    contact.revision += 1\n    contact.exchange = words.name[:40]\n",
            ),
        ),
    ),
    Proof(
        "contacts",
        "words are shown and the log says nothing",
        "tests/promises/test_contacts_stay_sealed.py::test_the_log_says_who_read_and_why_and_nothing_that_was_said",
        (
            Edit(
                "src/kindline/kernel/contacts/reading.py",
                'record("contact.read", subject=',
                "dict(subject=",
            ),
        ),
    ),
    Proof(
        "contacts",
        "an operator of the hotline opens contacts",
        "tests/faces/desk/test_contacts.py::test_operators_see_no_contacts_and_counsellors_no_reports_unless_given_both",
        (
            Edit(
                "src/kindline/faces/desk/roles.py",
                "counselling = allow(COUNSELLOR)",
                "counselling = allow(COUNSELLOR, OPERATOR)",
            ),
        ),
    ),
    Proof(
        "hold",
        "an address that the police hold is offered to analysts",
        "tests/services/hotline/assessment/test_taking.py::test_what_is_held_is_offered_to_nobody",
        (
            Edit(
                "src/kindline/services/hotline/assessment/waiting.py",
                'return Q(pk__in=Hold.objects.values("subject"))',
                "return Q(pk__in=[])",
            ),
        ),
    ),
    Proof(
        "hold",
        "what came under a hold in an analyst's hands is opened all the same",
        "tests/services/hotline/assessment/test_taking.py::test_what_is_held_while_in_somebodys_hands_is_not_opened",
        (
            Edit(
                "src/kindline/services/hotline/assessment/taking.py",
                "    _let_go_of_held(taking, by)\n    with",
                "    with",
            ),
        ),
    ),
    Proof(
        "hold",
        "a parcel does not ask whether a hold stands when it leaves",
        "tests/kernel/outbox/test_holding.py::test_the_hold_itself_is_asked_at_the_moment_of_leaving",
        (
            Edit(
                "src/kindline/kernel/outbox/claiming.py",
                'return ~Q(subject__in=Hold.objects.values("subject"))',
                "return Q()",
            ),
        ),
    ),
    Proof(
        "hold",
        "the reporter's status moves on under a hold",
        "tests/promises/test_p11_warning.py::test_a_hold_stops_parcels_resolution_escalation_and_status",
        (
            Edit(
                "src/kindline/services/hotline/stages.py",
                'Report.objects.filter(pk__in=reports).exclude(addresses__state="held")',
                "Report.objects.filter(pk__in=reports)",
            ),
        ),
    ),
    Proof(
        "four-eyes",
        "the person who asked for another mandate may agree to it as well",
        "tests/kernel/mandate/test_activating.py::test_the_same_person_twice_is_not_four_eyes",
        (Edit("src/kindline/kernel/mandate/activating.py", "if by.get_username() == asked.asked_by:", "if False:"),),
    ),
    Proof(
        "four-eyes",
        "another mandate applies with one of the two signatures",
        "tests/kernel/mandate/test_activating.py::test_one_signature_is_not_enough_whoever_asks",
        (Edit("src/kindline/sealing/mandate_file.py", "    for key in pinned:\n", "    for key in pinned[:1]:\n"),),
    ),
    Proof(
        "exercise",
        "a parcel does not ask whether its mandate is an exercise",
        "tests/promises/test_exercise.py::test_nothing_of_an_exercise_leaves_and_every_report_ends",
        (Edit("src/kindline/kernel/outbox/posting.py", "kept = not inside and _is_exercise(under)", "kept = False"),),
    ),
    Proof(
        "search",
        "an appeal is published on three agreements",
        "tests/services/missing/test_appeals.py::test_nobody_publishes_alone",
        (
            Edit(
                "src/kindline/services/missing/publishing/appealing.py",
                "    if missing := lacking(held):\n",
                "    if missing := lacking(held)[1:]:\n        pass\n    if False:\n",
            ),
        ),
    ),
    Proof(
        "search",
        "a word is taken back and the appeal goes on",
        "tests/services/missing/test_appeals.py::test_a_word_taken_back_ends_it_that_moment",
        (
            Edit(
                "src/kindline/services/missing/publishing/appealing.py",
                '    if held.state == "live":\n',
                "    if False:\n",
            ),
        ),
    ),
    Proof(
        "search",
        "what has ended keeps its facts in the public database",
        "tests/services/missing/test_appeals.py::test_a_word_taken_back_ends_it_that_moment",
        (
            Edit(
                "src/kindline/services/missing/publishing/mirroring.py",
                'tombstone = {"live": False, "facts": {}, "portrait": b"", "languages": [], "changed_at": clock.now()}',
                'tombstone = {"live": False, "languages": [], "changed_at": clock.now()}',
            ),
        ),
    ),
    Proof(
        "search",
        "a family's page shows what this person may not know any more",
        "tests/services/missing/test_appeals.py::test_the_childs_own_call_stays_from_the_familys_side",
        (
            Edit(
                "src/kindline/services/missing/family.py",
                "for one in person.told if one.topic in row.may_know]",
                "for one in person.told]",
            ),
        ),
    ),
    Proof(
        "search",
        "a sighting travels in clear where the police have no certificate",
        "tests/services/missing/test_sightings.py"
        "::test_without_a_certificate_nothing_of_it_travels_and_the_desk_is_told_to_call",
        (
            Edit(
                "src/kindline/services/missing/forwarding.py",
                "text = _whole(sighting, seen, to.language) if pem and seen else waits",
                "text = _whole(sighting, seen, to.language) if seen else waits",
            ),
        ),
    ),
)
