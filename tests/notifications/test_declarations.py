"""Does every kind of message say for whom it may be composed and from what, and is everything else an error?

The table is made of all registered kinds and all kinds of addressee: a new kind is in it by being registered.
"""

import pytest

from privacyportal.notifications import checks
from privacyportal.notifications.addressees import Concern, Source, concerns, sources
from privacyportal.notifications.models import Message
from privacyportal.notifications.registry import Content, Kind, kind_of, kinds
from privacyportal.notifications.states import AddresseeKind, Channel
from privacyportal.notifications.telling import TELLABLE, Fact, NotDeclared, Outside, Telling, Told
from tests.factories.notifications import FACTS, OUTSIDE

SAMPLE = {
    Fact.KEY: 1,
    Fact.COUNT: 2,
    Fact.CODE: "some.code",
    Fact.DAY: "2026-12-04",
    Fact.INSTANT: "2026-12-04T17:00:00+09:00",
}
CODES = sorted({kind.code for kind in kinds() if not kind.code.startswith("tests.")})
FOR_STAFF_ONLY = {
    "cases.answer_decided",
    "cases.approval_wanted",
    "cases.assigned",
    "cases.extension_decided",
    "cases.extension_wanted",
    "checklists.action_given",
    "checklists.assessment_sent_back",
    "checklists.sign_off_wanted",
    "clocks.brake",
    "clocks.deadline",
    "clocks.nobody",
    "notifications.collective",
    "vendors.weekly",
}


def declared(kind: Kind, to: AddresseeKind) -> dict[str, Fact] | None:
    """The facts that a kind declares for an addressee; None where it is not for them."""
    if to is AddresseeKind.STAFF:
        return dict(kind.facts) if kind.content else None
    return next((dict(telling.facts) for telling in kind.outside if telling.to is to), None)


def message(kind: Kind, to: AddresseeKind, channel: Channel, facts: dict[str, object]) -> Message:
    """An unsaved message."""
    return Message(kind=kind.code, addressee_kind=to, channel=channel, facts=facts)


@pytest.mark.parametrize("to", list(AddresseeKind))
@pytest.mark.parametrize("code", CODES)
def test_a_kind_is_composed_for_declared_addressees_from_declared_facts_and_nothing_else(
    code: str, to: AddresseeKind
) -> None:
    kind = kind_of(code)
    facts = declared(kind, to)
    if facts is None:
        for channel in Channel:
            with pytest.raises(NotDeclared):
                kind.allow(message(kind, to, channel, {}))
        return
    good = {name: SAMPLE[fact] for name, fact in facts.items()}
    kind.allow(message(kind, to, Channel.MAIL, good))
    assert set(facts.values()) <= TELLABLE[to]
    wrong = [{**good, "name": "佐々木 涼子"}, *({**good, name: "佐々木 涼子"} for name in good)]
    wrong += [{key: value for key, value in good.items() if key != name} for name in good]
    for given in wrong:
        with pytest.raises(NotDeclared) as refused:
            kind.allow(message(kind, to, Channel.MAIL, given))
        assert "佐々木" not in str(refused.value)


def test_the_kinds_of_today_are_for_staff_only_until_a_room_declares_otherwise() -> None:
    assert {code for code in CODES if kind_of(code).addressees == {AddresseeKind.STAFF}} >= FOR_STAFF_ONLY
    assert set(CODES) >= FOR_STAFF_ONLY


def test_nobody_outside_is_told_the_key_of_a_row() -> None:
    assert {to for to in AddresseeKind if Fact.KEY in TELLABLE[to]} == {AddresseeKind.STAFF}


def test_who_composes_gets_the_declared_facts_in_words_and_no_other() -> None:
    told = Told(number="VENDOR-0001", declared={"by_on": Fact.DAY}, facts={**FACTS, "by_on": "2026-12-04"})
    assert told.day("by_on") == "2026年12月4日（金）"
    for ask in (lambda: told.count("items"), lambda: told.code("by_on"), lambda: told.day("other_on")):
        with pytest.raises(NotDeclared):
            ask()


def nothing(told: Told) -> Outside:
    return Outside(subject="", lead="")


@pytest.mark.parametrize(
    ("kind", "fault"),
    [
        (Kind(code="k", label="k"), "k is for nobody"),
        (
            Kind(code="k", label="k", outside=(Telling(to=AddresseeKind.STAFF, content=nothing),)),
            "k declares staff as an addressee outside",
        ),
        (
            Kind(
                code="k",
                label="k",
                outside=(Telling(to=AddresseeKind.DATA_SUBJECT, content=nothing, facts={"row": Fact.KEY}),),
            ),
            "k may not tell data_subject the key 'row'",
        ),
        (
            Kind(code="k", label="k", outside=(Telling(to=AddresseeKind.BODY, content=nothing),) * 2),
            "k declares body 2 times",
        ),
        (
            Kind(
                code="k",
                label="k",
                outside=(Telling(to=AddresseeKind.BODY, content=nothing, channels=frozenset()),),
            ),
            "k has no channel",
        ),
    ],
)
def test_a_wrong_declaration_is_an_error_at_start_up(kind: Kind, fault: str) -> None:
    assert list(checks.of_kinds([kind])) == [fault]


def test_a_source_of_staff_and_a_concern_of_nobody_are_errors_at_start_up() -> None:
    source = Source(code="s", kind=AddresseeKind.STAFF, find=lambda keys: [])
    concern = Concern(prefix="NONE", source="t", holds=lambda pk, ref: True, others=lambda pk, ref: [])
    assert list(checks.of_sources([source], [concern])) == [
        "s is a source of staff",
        "t is no source of addressees",
        "NONE is no kind of number",
    ]


def test_what_is_declared_today_is_in_order_and_no_case_is_spoken_of_to_a_vendor() -> None:
    assert checks.declarations_hold() == []
    told = {(concern.source, concern.prefix) for concern in concerns()}
    assert ("vendor", "CASE") not in told
    assert {source.kind for source in sources()} == set(AddresseeKind) - {AddresseeKind.STAFF}


def test_a_kind_for_outside_only_is_not_sent_to_staff() -> None:
    with pytest.raises(NotDeclared):
        OUTSIDE.allow(message(OUTSIDE, AddresseeKind.STAFF, Channel.MAIL, FACTS))
    staff_only = Kind(code="k", label="k", content=lambda message: Content(bracket="", ask=""))
    assert staff_only.addressees == {AddresseeKind.STAFF}
