"""What holds on a date, from everything a person has decided?"""

from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace

import pytest
from django.db import DatabaseError, connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from consents import services
from consents.models import ConsentEntry, ThirdPartyProvision
from consents.states import ConsentState, Decision, Ground, standing
from privacyportal.audit.models import AppendOnlyError, AuditEntry
from privacyportal.backoffice.refusals import Refused
from privacyportal.clocks.models import Clock
from privacyportal.policies.effects import resting
from tests.factories import consents as make
from tests.factories.people import officer

START = date(2026, 1, 1)
entries = st.lists(
    st.builds(
        lambda pk, minutes, decision, lasts: SimpleNamespace(
            pk=pk,
            decision=decision,
            decided_at=datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes),
            decided_on=START + timedelta(days=minutes // 1440),
            expires_on=START + timedelta(days=minutes // 1440 + lasts) if lasts is not None else None,
        ),
        pk=st.integers(1, 10_000),
        minutes=st.integers(0, 60 * 1440),
        decision=st.sampled_from(Decision.values),
        lasts=st.one_of(st.none(), st.integers(0, 40)),
    ),
    max_size=8,
    unique_by=lambda entry: entry.pk,
)
days = st.integers(-1, 120).map(lambda offset: START + timedelta(days=offset))


def told_by_hand(known: list[SimpleNamespace], day: date) -> str:
    """Replay the entries in order, as a clerk would."""
    state, ends = ConsentState.NONE, None
    for entry in sorted(known, key=lambda entry: (entry.decided_at, entry.pk)):
        if entry.decided_on <= day:
            state, ends = ConsentState(entry.decision), entry.expires_on
    over = state == ConsentState.GIVEN and ends is not None and day > ends
    return ConsentState.EXPIRED if over else state


@given(entries, days)
def test_the_state_on_any_day_is_that_of_the_entries_replayed_in_order(known: list[SimpleNamespace], day: date) -> None:
    assert standing(known, day).state == told_by_hand(known, day)


@given(entries, entries, days)
def test_later_entries_never_change_an_earlier_day(
    known: list[SimpleNamespace], later: list[SimpleNamespace], day: date
) -> None:
    after = [entry for entry in later if entry.decided_on > day]
    assert standing([*known, *after], day) == standing(known, day)


@given(entries, days)
def test_the_order_of_recording_does_not_matter(known: list[SimpleNamespace], day: date) -> None:
    assert standing(known, day) == standing(list(reversed(known)), day)


def test_a_consent_holds_through_its_last_day_and_the_standing_names_the_entry() -> None:
    given = SimpleNamespace(
        pk=1,
        decision=Decision.GIVEN,
        decided_at=datetime(2026, 1, 5, tzinfo=UTC),
        decided_on=date(2026, 1, 5),
        expires_on=date(2026, 2, 28),
    )
    days_and_states = [
        (date(2026, 1, 4), ConsentState.NONE, None),
        (date(2026, 1, 5), ConsentState.GIVEN, given),
        (date(2026, 2, 28), ConsentState.GIVEN, given),
        (date(2026, 3, 1), ConsentState.EXPIRED, given),
    ]
    for day, state, entry in days_and_states:
        now = standing([given], day)
        assert (now.state, now.entry) == (state, entry)


@pytest.mark.django_db
def test_the_database_finds_the_same_consents_in_force_as_the_rule() -> None:
    person, shown = make.DataSubjectFactory(), make.wording()
    story = [
        (date(2026, 1, 5), Decision.GIVEN, date(2026, 2, 28)),
        (date(2026, 3, 1), Decision.REFUSED, None),
        (date(2026, 4, 1), Decision.GIVEN, None),
        (date(2026, 5, 1), Decision.WITHDRAWN, None),
    ]
    for day, decision, ends in story:
        make.decide(person, shown, decision, decided_at=make.noon(day), expires_on=ends)
    for offset in range(140):
        day = START + timedelta(days=offset)
        now = person.standing_on(day, purpose=make.purpose(), scope="third_party", recipient=make.RECIPIENT)
        in_force = list(ConsentEntry.objects.in_force_on(day))
        assert in_force == ([now.entry] if now.holds else [])
        assert ConsentEntry.objects.expired_on(day).exists() == (now.state == ConsentState.EXPIRED)


@pytest.mark.django_db
def test_a_recipient_is_the_same_whatever_the_width_of_its_letters() -> None:
    person = make.DataSubjectFactory()
    make.decide(person, make.wording(recipient="ＡＢＣ 決済株式会社"))
    now = person.standing_on(make.DAY, purpose=make.purpose(), scope="third_party", recipient="ABC決済株式会社")
    assert now.holds


@pytest.mark.django_db
def test_what_rests_on_a_wording_is_counted_with_what_still_counts_on_a_day() -> None:
    person, shown = make.DataSubjectFactory(), make.wording()
    make.decide(person, shown, expires_on=date(2027, 3, 31))
    kept = make.provide(make.proposal(Ground.CONSENT, data_subject=person)).keep_until_on
    assert kept == date(2029, 11, 16)
    told = "%s：%d件（うち現在も有効：%d件）"
    for day, consents, provisions in [(date(2027, 3, 31), 1, 1), (date(2027, 4, 1), 0, 1), (kept, 0, 1)]:
        assert resting(day, wording=shown) == [told % ("同意", 1, consents), told % ("第三者提供", 1, provisions)]
    assert resting(date(2029, 11, 17), wording=shown) == [told % ("同意", 1, 0), told % ("第三者提供", 1, 0)]


@pytest.mark.django_db
class TestRecording:
    """Recording a decision."""

    def test_the_wording_decides_purpose_scope_and_recipient(self) -> None:
        entry = make.decide(make.DataSubjectFactory(), make.wording())
        assert (entry.purpose.code, entry.scope, entry.recipient) == ("U2", "third_party", make.RECIPIENT)
        assert entry.decided_on == date(2026, 10, 1)
        assert AuditEntry.objects.filter(action="consents.consent_recorded").count() == 2

    def test_a_decision_at_night_belongs_to_the_tokyo_day(self) -> None:
        late = datetime(2026, 9, 30, 15, 30, tzinfo=UTC)
        assert make.decide(make.DataSubjectFactory(), make.wording(), decided_at=late).decided_on == date(2026, 10, 1)

    @pytest.mark.parametrize(("scope", "section"), [("use", "3"), ("third_party", "10a)"), ("foreign", "11③")])
    def test_a_wording_not_in_force_on_the_day_is_refused(self, scope: str, section: str) -> None:
        shown = make.wording(scope, valid_to=date(2026, 9, 30))
        with pytest.raises(Refused) as caught:
            make.decide(make.DataSubjectFactory(), shown)
        (refusal,) = caught.value.refusals
        assert (refusal.code, refusal.section) == ("consents.wording_not_in_force", section)

    @pytest.mark.parametrize("first", [None, Decision.REFUSED])
    def test_a_withdrawal_needs_something_given(self, first: str | None) -> None:
        person, shown = make.DataSubjectFactory(), make.wording()
        if first:
            make.decide(person, shown, first, decided_at=make.noon(date(2026, 9, 1)))
        with pytest.raises(Refused) as caught:
            make.decide(person, shown, Decision.WITHDRAWN)
        assert caught.value.refusals[0].code == "consents.nothing_to_withdraw"

    def test_a_withdrawal_cannot_be_dated_before_the_consent(self) -> None:
        person, shown = make.DataSubjectFactory(), make.wording()
        make.decide(person, shown)
        with pytest.raises(Refused):
            make.decide(person, shown, Decision.WITHDRAWN, decided_at=make.noon(date(2026, 9, 1)))

    def test_consent_does_not_widen_what_individual_numbers_are_used_for(self) -> None:
        affair = make.PurposeOfUse.objects.filter(kind="individual_number").first()
        with pytest.raises(Refused) as caught:
            make.decide(make.DataSubjectFactory(), make.wording("use", purpose=affair, code="MN"))
        assert caught.value.refusals[0].section == "3"
        assert AuditEntry.objects.filter(action="backoffice.refused", section="3").exists()

    def test_purpose_time_and_end_must_fit(self) -> None:
        person, shown = make.DataSubjectFactory(), make.wording()
        wrong = [
            {"purpose": make.purpose("U8")},
            {"decided_at": make.noon(date(2026, 12, 1))},
            {"expires_on": date(2026, 9, 30)},
        ]
        for fields in wrong:
            with pytest.raises(Refused):
                make.decide(person, shown, **fields)
        with pytest.raises(Refused):
            make.decide(person, shown, Decision.REFUSED, expires_on=date(2027, 9, 30))
        assert not ConsentEntry.objects.exists()


@pytest.mark.django_db
class TestExpiry:
    """The end of a consent is watched while its entry decides."""

    def clocks(self, entry: ConsentEntry) -> list[str]:
        return list(Clock.objects.filter(reference=entry.reference).values_list("state", flat=True))

    def test_a_consent_with_an_end_has_a_clock_that_runs_to_it(self) -> None:
        entry = make.decide(make.DataSubjectFactory(), make.wording(), expires_on=date(2027, 3, 31))
        clock = Clock.objects.get(reference=entry.reference, duty="consents.expiry")
        assert (clock.state, clock.due_on) == ("running", date(2027, 3, 31))

    def test_a_consent_without_an_end_has_none(self) -> None:
        assert self.clocks(make.decide(make.DataSubjectFactory(), make.wording())) == []

    def test_a_renewal_meets_it_and_a_withdrawal_cancels_it(self) -> None:
        person, shown = make.DataSubjectFactory(), make.wording()
        first = make.decide(person, shown, expires_on=date(2027, 3, 31))
        second = make.decide(person, shown, decided_at=make.noon(date(2026, 10, 5)), expires_on=date(2028, 3, 31))
        assert self.clocks(first) == ["met"]
        make.decide(person, shown, Decision.WITHDRAWN, decided_at=make.noon(date(2026, 10, 9)))
        assert self.clocks(second) == ["cancelled"]


@pytest.mark.django_db
class TestAppendOnly:
    """Nothing recorded is ever rewritten: not by the model, not by a queryset, not by the database."""

    def test_the_model_refuses(self) -> None:
        entry = make.decide(make.DataSubjectFactory(), make.wording())
        provision = make.provide(make.proposal())
        for stored in (entry, provision):
            with pytest.raises(AppendOnlyError):
                stored.save()
            with pytest.raises(AppendOnlyError):
                stored.delete()

    @pytest.mark.parametrize("model", [ConsentEntry, ThirdPartyProvision])
    def test_the_queryset_refuses(self, model: type[ConsentEntry]) -> None:
        make.decide(make.DataSubjectFactory(), make.wording())
        make.provide(make.proposal())
        with pytest.raises(AppendOnlyError):
            model.objects.update(recorded_at=make.NOW)
        with pytest.raises(AppendOnlyError):
            model.objects.all().delete()
        with pytest.raises(AppendOnlyError):
            model.objects.bulk_update(model.objects.all(), ["recorded_at"])

    @pytest.mark.parametrize(
        "statement",
        [
            "UPDATE consents_consententry SET decision = 'refused'",
            "DELETE FROM consents_consententry",
            "UPDATE consents_thirdpartyprovision SET ground = 'h'",
            "DELETE FROM consents_thirdpartyprovision",
            "UPDATE consents_thirdpartyprovision_categories SET datacategory_id = 1",
            "DELETE FROM consents_thirdpartyprovision_categories",
        ],
    )
    def test_the_database_refuses(self, statement: str) -> None:
        make.decide(make.DataSubjectFactory(), make.wording())
        make.provide(make.proposal())
        with (
            pytest.raises(DatabaseError, match="append-only"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)


@pytest.mark.django_db
class TestPersons:
    """Persons and their details."""

    def test_a_person_gets_a_number_and_the_trail_keeps_no_details(self) -> None:
        person = services.register_person(name="林 さくら", customer_number="20001", by=officer(), at=make.NOW)
        services.change_person(person=person, changes={"name": "森 さくら", "kana": ""}, by=officer(), at=make.NOW)
        person.refresh_from_db()
        assert person.reference.number == "PERSON-000001"
        assert person.name == "森 さくら"
        told = AuditEntry.objects.get(action="consents.person_changed")
        assert told.changes == {"fields": ["person_name"]}

    def test_two_persons_never_share_a_customer_number(self) -> None:
        first = services.register_person(name="林 さくら", customer_number="20001", by=officer(), at=make.NOW)
        other = services.register_person(name="森 すみれ", by=officer(), at=make.NOW)
        with pytest.raises(Refused):
            services.register_person(name="森 すみれ", customer_number="20001", by=officer(), at=make.NOW)
        with pytest.raises(Refused):
            services.change_person(person=other, changes={"customer_number": "20001"}, by=officer(), at=make.NOW)
        services.change_person(person=first, changes={"customer_number": "20001"}, by=officer(), at=make.NOW)
