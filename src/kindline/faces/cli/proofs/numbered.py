"""How the promises P1 to P12 are broken, one way at a time."""

from kindline.faces.cli.proofs.shape import Edit, Proof

CONTACT = """    with __import__("contextlib").suppress(OSError):
        __import__("socket").create_connection((str(finding.locator.host or "192.0.2.1"), 80), timeout=0.1)
    kill_points.reach("routing.found")
"""

PROOFS = (
    Proof(
        "P1",
        "every envelope is sealed to the hotline's staff as well",
        "tests/promises/test_p1_opening.py::test_every_envelope_is_sealed_to_the_mandates_recipients_alone",
        (
            Edit(
                "src/kindline/kernel/vault.py",
                "recipients=mandate.recipients(purpose, clock.today()),",
                'recipients=(*mandate.recipients(purpose, clock.today()), sealing_key("staff")),',
            ),
        ),
    ),
    Proof(
        "P1",
        "a report that another site sealed to one key more is taken",
        "tests/faces/api/test_reports.py::test_one_recipient_more_than_the_mandate_names_is_one_too_many",
        (
            Edit(
                "src/kindline/services/hotline/sealed_filing.py",
                "if header.recipients != tuple(sorted(key.key_id for key in mandate.recipients(purpose, header.day))):",
                "if False:",
            ),
        ),
    ),
    Proof(
        "P2",
        "the worker looks whether the address still answers before it decides a route",
        "tests/promises/test_p2_contact.py"
        "::test_nobody_is_contacted_while_an_address_is_reported_released_routed_and_followed",
        (
            Edit(
                "src/kindline/services/hotline/deciding.py",
                '    kill_points.reach("routing.found")\n',
                CONTACT,
            ),
        ),
    ),
    Proof(
        "P2",
        "forms with files are let through to Django's own parser",
        "tests/faces/site/test_doors.py::test_what_we_do_not_take_is_answered_before_a_byte_is_read",
        (
            Edit("src/kindline/faces/ui/body.py", 'request.content_type.startswith("multipart/")', "False"),
            Edit(
                "src/kindline/faces/ui/body.py",
                'if request.content_type not in getattr(view, "accepted_types", (FORM,)):',
                "if False:",
            ),
        ),
    ),
    Proof(
        "P3",
        "the mandate loses a row: an address without a host has no route",
        "tests/promises/test_p3_silence.py::test_every_situation_has_a_route_that_does_something",
        (
            Edit(
                "src/kindline/kernel/mandate/data/relay-be-2002.toml",
                'place = ["unknown_network", "no_host"]',
                'place = ["unknown_network"]',
            ),
        ),
    ),
    Proof(
        "P4",
        "a report that the database refused gets its code all the same",
        "tests/promises/test_p4_kept.py::test_no_code_is_given_for_a_report_that_the_database_did_not_take",
        (
            Edit(
                "src/kindline/services/hotline/filing.py",
                'with _one_writer, transaction.atomic(using="intake"):',
                'with __import__("contextlib").suppress(Exception), _one_writer, transaction.atomic(using="intake"):',
            ),
        ),
    ),
    Proof(
        "P4",
        "a parcel may be posted outside the transaction of its decision",
        "tests/promises/test_p4_kept.py::test_nothing_can_be_posted_outside_the_transaction_of_a_decision",
        (Edit("src/kindline/kernel/outbox/posting.py", 'if not connections["core"].in_atomic_block:', "if False:"),),
    ),
    Proof(
        "P5",
        "the salt that is stored is taken from the code's secret",
        "tests/promises/test_p5_unknown.py::test_the_code_cannot_be_computed_from_what_is_stored",
        (Edit("src/kindline/services/hotline/filing.py", "salt = os.urandom(16)", "salt = code.secret"),),
    ),
    Proof(
        "P5",
        "every page of the site sets a cookie",
        "tests/promises/test_p5_unknown.py::test_no_page_from_the_first_to_the_receipt_sets_a_cookie",
        (
            Edit(
                "src/kindline/faces/site/pages.py",
                "    return HttpResponse(text, status=status, headers={",
                '    return HttpResponse(text, status=status, headers={"Set-Cookie": "seen=yes", ',
            ),
        ),
    ),
    Proof(
        "P6",
        "the claims a decision rested on are not kept",
        "tests/promises/test_p6_replay.py::test_stored_claims_give_the_same_route_again",
        (
            Edit(
                "src/kindline/services/hotline/deciding.py",
                "plain = to_bytes(finding.claims)",
                "plain = to_bytes(finding.claims[:0])",
            ),
        ),
    ),
    Proof(
        "P7",
        "the log no longer compares what an entry says with its hash",
        "tests/kernel/audit/test_verifying.py::test_no_column_of_any_row_can_be_changed_unseen",
        (
            Edit(
                "src/kindline/kernel/audit/verifying.py",
                'if leaf_hash(_bytes(salt) or b"", _bytes(payload) or b"") != hashed:',
                "if False:",
            ),
        ),
    ),
    Proof(
        "P7",
        "a part of a case's bundle may be another than its head says",
        "tests/services/hotline/test_case_file.py::test_any_changed_byte_is_found_and_its_part_is_named",
        (
            Edit(
                "src/kindline/sealing/bundle.py",
                'if hashlib.sha256(line).hexdigest() != entry["sha256"]:',
                "if False:",
            ),
        ),
    ),
    Proof(
        "P7",
        "one person alone exports a case",
        "tests/services/hotline/test_case_file.py::test_one_person_alone_exports_nothing",
        (
            Edit(
                "src/kindline/services/hotline/case_file.py",
                "if by.pk == confirmed_by.pk or not bound or not roles:",
                "if not bound or not roles:",
            ),
        ),
    ),
    Proof(
        "P8",
        "erased pages are freed and not overwritten",
        "tests/promises/test_p8_erasure.py::test_after_erasure_no_byte_of_it_is_in_any_live_file",
        (Edit("src/kindline/settings/engines.py", "PRAGMA secure_delete=ON;", "PRAGMA secure_delete=OFF;"),),
    ),
    Proof(
        "P8",
        "the keys of an erased report are not destroyed",
        "tests/promises/test_p8_erasure.py::test_a_backup_from_before_opens_for_nobody_whatever_keys_he_has",
        (
            Edit(
                "src/kindline/services/hotline/erasing.py",
                "keys = erasable.destroy(nouns(report))",
                "keys = erasable.destroy([])",
            ),
        ),
    ),
    Proof(
        "P8",
        "an admitted envelope keeps its first copy, which lies under no key of ours",
        "tests/promises/test_p8_erasure.py::test_of_an_admitted_report_one_copy_is_left_and_it_is_locked",
        (
            Edit(
                "src/kindline/services/hotline/admission.py",
                'done.update(admitted=True, blind=None, sealed=b"")',
                "done.update(admitted=True, blind=None)",
            ),
        ),
    ),
    Proof(
        "P8",
        "what an older backup brings back is not erased again",
        "tests/promises/test_p8_erasure.py::test_what_a_backup_brings_back_is_erased_again_before_anything_runs",
        (
            Edit(
                "src/kindline/services/hotline/erasing.py",
                "returned, keys = entered - noted, set(erasable.known(noted))",
                "returned, keys = set[UUID](), set(erasable.known(noted))",
            ),
        ),
    ),
    Proof(
        "P8",
        "a legal hold does not stop an erasure",
        "tests/promises/test_p8_erasure.py::test_a_legal_hold_stops_erasing_until_a_reason_lifts_it",
        (
            Edit(
                "src/kindline/services/hotline/erasing.py",
                "        refuse_if_held(report_id, *companions(report))\n",
                "",
            ),
        ),
    ),
    Proof(
        "P8",
        "retention forgets ended reports",
        "tests/services/hotline/test_retention.py"
        "::test_an_ended_report_is_erased_when_its_time_is_over_and_not_a_day_sooner",
        (
            Edit(
                "src/kindline/services/hotline/retention.py",
                'Report.objects.filter(state="closed", closed_at__lte=rules()["report"].before)',
                "Report.objects.none()",
            ),
        ),
    ),
    Proof(
        "P9",
        "an address is handed out without asking why",
        "tests/promises/test_p9_people.py::test_nothing_is_handed_out_without_a_reason_and_none_without_a_licence",
        (
            Edit(
                "src/kindline/services/hotline/assessment/taking.py",
                "if taking.address is None or reason not in ADDRESS_REASONS:",
                "if taking.address is None:",
            ),
        ),
    ),
    Proof(
        "P9",
        "the opened address stands on the screen as it is, ready to be followed",
        "tests/faces/desk/test_assessment_in_a_browser.py::test_an_analyst_assesses_one_address_by_keyboard_alone",
        (
            Edit(
                "src/kindline/faces/desk/opener/assessing.js",
                'place.textContent = showing.defanged(state.item.content.raw ?? "");',
                'place.textContent = state.item.content.raw ?? "";',
            ),
        ),
    ),
    Proof(
        "P9",
        "the line of a report names the analyst who judged it",
        "tests/faces/desk/test_assessment.py::"
        "test_a_supervisor_sees_load_and_no_page_or_query_joins_a_person_with_a_verdict",
        (
            Edit(
                "src/kindline/kernel/welfare/discretion.py",
                'return ROLE if by.startswith(f"{ROLE}:") else by',
                "return by",
            ),
        ),
    ),
    Proof(
        "P10",
        "the share of abuse material is taken of all answers and no longer of those with a verdict",
        "tests/promises/test_p10_figures.py::test_answers_without_a_verdict_are_in_no_share_of_verdicts",
        (
            Edit(
                "src/kindline/services/hotline/figures/judging.py",
                'return _answered().exclude(verdict="")',
                "return _answered()",
            ),
        ),
    ),
    Proof(
        "P10",
        "small numbers are hidden in public, and what subtraction gives back is not",
        "tests/kernel/figures/test_suppression.py::test_no_hidden_number_follows_from_one_table",
        (
            Edit(
                "src/kindline/kernel/figures/suppression.py",
                "return shown[0] if shown else one.total\n",
                "return None\n",
            ),
            Edit(
                "src/kindline/kernel/figures/suppression.py",
                "return [pivot for pivot, row in reduced if len(row) == 1]",
                "return []",
            ),
        ),
    ),
    Proof(
        "P10",
        "a past that changed is not kept as a new version",
        "tests/promises/test_p10_figures.py::test_a_past_that_changed_is_a_new_version_with_a_flag",
        (
            Edit(
                "src/kindline/kernel/figures/freezing.py",
                "if last and numbers(json.loads(last.content)) == numbers(json.loads(content)):",
                "if last:",
            ),
        ),
    ),
    Proof(
        "P11",
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
        "P11",
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
        "P11",
        "letters say at what time of day an address was looked up",
        "tests/services/hotline/test_letters.py::test_a_letter_has_no_hole_no_placeholder_and_no_time_finer_than_a_day",
        (
            Edit(
                "src/kindline/services/hotline/writing/composing.py",
                'return format_date(day, format="long", locale=LOCALES[words(language)["language"]])',
                'return format_date(day, format="long", locale=LOCALES[words(language)["language"]]) + ", 14:32"',
            ),
        ),
    ),
    Proof(
        "P11",
        "a mail in clear may name an address",
        "tests/channels/test_mail.py::test_no_reported_address_travels_in_clear",
        (
            Edit(
                "src/kindline/channels/mail/letter.py",
                "if any(_is_foreign(found.group()) for found in ADDRESS.finditer(in_clear)):",
                "if False:",
            ),
        ),
    ),
    Proof(
        "P12",
        "the duty officer is rung once and not again",
        "tests/promises/test_p12_danger.py::test_the_duty_officer_is_rung_until_somebody_answers",
        (
            Edit(
                "src/kindline/services/hotline/duty.py",
                "due.next_at = clock.now() + EVERY",
                "due.next_at = clock.now() + EVERY * 10000",
            ),
        ),
    ),
    Proof(
        "P12",
        "every urgent report opens its ring anew, and only one fits",
        "tests/promises/test_p12_danger.py::test_a_flood_rings_once_with_a_count_and_refuses_nobody",
        (
            Edit(
                "src/kindline/services/hotline/duty.py",
                "opened, fresh = Ring.objects.get_or_create(\n        open=True,\n        defaults={",
                "opened, fresh = Ring.objects.update_or_create(\n        open=True,\n        defaults={",
            ),
        ),
    ),
    Proof(
        "P3",
        "a holiday reply is taken for what a person wrote",
        "tests/channels/test_reading_mail.py::test_an_automatic_answer_is_no_answer",
        (
            Edit(
                "src/kindline/channels/mail/reading.py",
                '    if _is_automatic(message):\n        return Kind.AUTOMATIC, ""\n',
                "",
            ),
        ),
    ),
    Proof(
        "P3",
        "the monthly comparison looks at what they have and not at what they lack",
        "tests/services/hotline/test_reconciling.py::test_one_parcel_removed_shows_as_a_difference_and_a_task",
        (
            Edit(
                "src/kindline/services/hotline/reconciling.py",
                "row.missing = sorted(str(one) for one in sent - holds)",
                "row.missing = []",
            ),
        ),
    ),
    Proof(
        "P4",
        "a clock that ran out and was met late stays late for ever",
        "tests/services/hotline/test_late.py::test_answers_that_come_late_meet_the_clock_that_ran_out",
        (
            Edit(
                "src/kindline/kernel/procedure/deadlines.py",
                "unmet(noun).filter(kind=kind).update(met_at=clock.now())",
                "running(noun).filter(kind=kind).update(met_at=clock.now())",
            ),
        ),
    ),
    Proof(
        "P11",
        "the name of an ended address is looked up under a hold",
        "tests/services/hotline/test_returns.py"
        "::test_a_hold_upon_an_ended_address_stops_the_looking_and_its_end_gives_the_time_back",
        (
            Edit(
                "src/kindline/services/hotline/resting.py",
                "    if held and not holding.is_held(address.pk):\n",
                "    if False:\n",
            ),
        ),
    ),
)
