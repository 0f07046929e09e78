"""A form does no harm that is sent twice, or that was opened before somebody else changed the record."""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from cases import services as cases
from cases.models import Case, InternalNote
from privacyportal.accounts import services as accounts
from privacyportal.accounts.models import User
from privacyportal.audit.actors import Staff
from privacyportal.audit.models import AuditEntry
from privacyportal.backoffice import sendings
from privacyportal.backoffice.dates import long_instant
from privacyportal.backoffice.models import Sending
from privacyportal.backoffice.sendings import ONCE
from privacyportal.policies.models import ConsentWording
from tests.cases.test_journeys import ADD, CALL, messages_of
from tests.factories.cases import MONDAY, investigated, open_case
from tests.forms import WORDS, Forms

pytestmark = pytest.mark.django_db
HIDDEN = re.compile(r'name="(portal_once|portal_seen)" value="([^"]*)"')
type SignIn = Callable[[User], Client]


@pytest.fixture(autouse=True)
def monday() -> Iterator[None]:
    """Everything happens on Monday 2026-11-16 at 10:00."""
    with time_machine.travel(MONDAY, tick=False):
        yield


def hidden(page: Any) -> dict[str, str]:
    """What an opened form sends along by itself."""
    return {name: unescape(value) for name, value in HIDDEN.findall(page.content.decode())}


def test_an_intake_that_is_sent_twice_is_registered_once(aoki: User, as_user: SignIn) -> None:
    client = as_user(aoki)
    typed = {**CALL, **hidden(client.get(ADD))}
    client.post(ADD, typed)
    again = client.post(ADD, typed, follow=True)
    case = Case.objects.get()
    assert again.redirect_chain[0][0] == f"/admin/cases/case/{case.pk}/change/"
    assert "二重には登録していません" in messages_of(again)


def test_the_next_opening_of_the_form_is_another_sending(aoki: User, as_user: SignIn) -> None:
    client = as_user(aoki)
    for _time in range(2):
        client.post(ADD, {**CALL, **hidden(client.get(ADD))})
    assert Case.objects.count() == 2


def test_a_refused_form_is_sent_again_with_what_was_missing(aoki: User, as_user: SignIn) -> None:
    client = as_user(aoki)
    typed = {**CALL, **hidden(client.get(ADD))}
    client.post(ADD, {**typed, "subject": ""})
    client.post(ADD, typed)
    assert Case.objects.count() == 1


def test_a_button_that_is_pressed_twice_does_its_work_once(aoki: User, as_user: SignIn) -> None:
    client, case = as_user(aoki), open_case(by=aoki)
    address = f"/admin/cases/case/{case.pk}/do/note/"
    typed = {"text": "名簿を確認する。", **hidden(client.get(address))}
    client.post(address, typed)
    client.post(address, typed)
    assert InternalNote.objects.filter(case=case).count() == 1


def test_who_saves_an_old_page_is_shown_what_somebody_else_has_changed(aoki: User, baba: User, as_user: SignIn) -> None:
    case = open_case(by=aoki, subject="案内状の停止", description="届いた。")
    address = f"/admin/cases/case/{case.pk}/change/"
    first, second = as_user(aoki), as_user(baba)
    opened_first, opened_second = hidden(first.get(address)), hidden(second.get(address))
    first.post(address, {"subject": "案内状と電話の停止", "description": "届いた。", **opened_first})
    late = second.post(address, {"subject": "案内状の停止", "description": "また届いた。", **opened_second})
    case.refresh_from_db()
    assert (case.subject, case.description) == ("案内状と電話の停止", "届いた。")
    page = late.content.decode()
    assert "ほかの利用者が変更しました" in page
    assert "現在：「案内状と電話の停止」" in page
    assert "あなたの入力" not in page  # of what the person left as it was, only what they saw and what it says now
    assert "また届いた。" in page
    second.post(address, {"subject": "案内状と電話の停止", "description": "また届いた。", **hidden(late)})
    case.refresh_from_db()
    assert case.description == "また届いた。"


def test_who_corrects_people_on_an_old_page_is_shown_it_as_well(aoki: User, baba: User, as_user: SignIn) -> None:
    case = open_case(by=aoki)
    address = f"/admin/cases/case/{case.pk}/do/people/"
    first, second = as_user(aoki), as_user(baba)
    opened_first, opened_second = hidden(first.get(address)), hidden(second.get(address))
    named = {"complainant_name": "佐々木 涼子", "complainant_telephone": "090-0000-1234"}
    first.post(address, {**named, "complainant_telephone": "090-0000-9999", **opened_first})
    late = second.post(address, {**named, "complainant_address": "東京都港区", **opened_second})
    party = case.parties.get()
    assert (party.telephone, party.address) == ("090-0000-9999", "")
    [told] = late.context["form"].errors["complainant_telephone"]
    assert told.startswith("開いたとき：「090-0000-1234」 / 現在：「090-0000-9999」（この記録の最後の操作：")
    assert str(aoki) in told
    assert "あなたの入力" not in told


def test_nobody_approves_other_words_than_those_read(aoki: User, baba: User, as_user: SignIn) -> None:
    case = investigated(by=aoki)
    cases.propose_answer(case=case, text="名簿から除外しました。", outcome="upheld", by=aoki, at=MONDAY)
    address, office = f"/admin/cases/case/{case.pk}/do/approve/", as_user(baba)
    opened = hidden(office.get(address))
    cases.send_back(case=case, reason="書き直し", by=baba, at=MONDAY)
    cases.propose_answer(case=case, text="名簿に残しました。", outcome="upheld", by=aoki, at=MONDAY)
    late = office.post(address, {"reason": "", **opened})
    case.refresh_from_db()
    assert case.status == "awaiting_approval"
    assert "名簿に残しました。" in late.content.decode()
    office.post(address, {"reason": "", **hidden(late)})
    case.refresh_from_db()
    assert case.status == "approved"


def test_a_form_sent_again_with_other_words_keeps_them_and_records_nothing(aoki: User, as_user: SignIn) -> None:
    client = as_user(aoki)
    typed = {**CALL, **hidden(client.get(ADD))}
    client.post(ADD, typed)
    again = client.post(ADD, {**typed, "subject": "別の申出"})
    assert (again.status_code, Case.objects.count()) == (409, 1)
    page = again.content.decode()
    assert "別の内容で送信済み" in page
    assert "別の申出" in page
    client.post(ADD, {**typed, "subject": "別の申出", **hidden(again)})
    assert Case.objects.filter(subject="別の申出").count() == 1


def test_the_button_that_sends_a_form_is_not_its_content(aoki: User, as_user: SignIn) -> None:
    client = as_user(aoki)
    typed = {**CALL, **hidden(client.get(ADD))}
    client.post(ADD, {**typed, "_save": "1"})
    assert client.post(ADD, {**typed, "_continue": "1"}).status_code == 302
    assert Case.objects.count() == 1


@pytest.mark.parametrize("token", ["x", "x" * 2_000_000, "a:b:c"])
def test_a_token_that_is_none_of_ours_is_refused_with_the_text_kept(token: str, aoki: User, as_user: SignIn) -> None:
    client = as_user(aoki)
    answer = client.post(ADD, {**CALL, ONCE: token})
    assert (answer.status_code, Case.objects.count(), Sending.objects.count()) == (409, 0, 0)
    assert "届いた。" in answer.content.decode()
    assert len(client.session.items()) == len(as_user(aoki).session.items())
    client.post(ADD, {**CALL, **hidden(answer)})
    assert Case.objects.count() == 1


def test_a_token_of_another_person_or_page_is_refused(aoki: User, baba: User, as_user: SignIn) -> None:
    case = open_case(by=aoki)
    address = f"/admin/cases/case/{case.pk}/do/note/"
    of_another = hidden(as_user(baba).get(address))[ONCE]
    of_another_page = hidden(as_user(aoki).get(ADD))[ONCE]
    for token in (of_another, of_another_page):
        answer = as_user(aoki).post(address, {"text": "名簿を確認する。", ONCE: token})
        assert answer.status_code == 409
        assert "名簿を確認する。" in answer.content.decode()
    assert not InternalNote.objects.exists()


def test_a_form_may_stay_open_as_long_as_a_session_and_no_longer(aoki: User, as_user: SignIn, settings: Any) -> None:
    client = as_user(aoki)
    typed = {**CALL, **hidden(client.get(ADD))}
    with time_machine.travel(MONDAY + timedelta(seconds=settings.PORTAL_FORM_SECONDS + 1), tick=False):
        assert as_user(aoki).post(ADD, typed).status_code == 409
    assert not Case.objects.exists()
    assert client.post(ADD, typed).status_code == 302


def test_a_refused_form_leaves_its_token_free_and_the_attempt_in_the_trail(aoki: User, as_user: SignIn) -> None:
    client, case = as_user(aoki), open_case(by=aoki)
    address = f"/admin/cases/case/{case.pk}/do/note/"
    opened = hidden(client.get(address))
    client.post(address, {"text": "番号は1234-5678-9018です", **opened})
    assert AuditEntry.objects.filter(action="backoffice.refused").count() == 1
    assert (Sending.objects.count(), InternalNote.objects.count()) == (0, 0)
    client.post(address, {"text": "名簿を確認する。", **opened})
    assert InternalNote.objects.count() == 1


def test_a_form_without_a_token_is_a_sending_of_its_own(aoki: User, as_user: SignIn) -> None:
    for _time in range(2):
        as_user(aoki).post(ADD, CALL)
    assert (Case.objects.count(), Sending.objects.count()) == (2, 0)


def test_used_tokens_are_forgotten_when_they_are_too_old_to_be_used(aoki: User, as_user: SignIn, settings: Any) -> None:
    client = as_user(aoki)
    client.post(ADD, {**CALL, **hidden(client.get(ADD))})
    old = MONDAY + timedelta(seconds=settings.PORTAL_FORM_SECONDS) + sendings.REMEMBERED_FOR
    assert (sendings.prune(at=old), sendings.prune(at=old + timedelta(seconds=1))) == (0, 1)
    assert not Sending.objects.exists()


def test_who_presses_a_button_of_a_record_that_has_moved_on_keeps_the_text(
    aoki: User, baba: User, as_user: SignIn
) -> None:
    case = open_case(by=aoki)
    address = f"/admin/cases/case/{case.pk}/do/note/"
    opened = hidden(as_user(aoki).get(address))
    cases.change_case(case=case, changes={"subject": "案内状と電話の停止"}, by=baba, at=MONDAY)
    late = as_user(aoki).post(address, {"text": "名簿を確認する。", **opened})
    assert (late.status_code, InternalNote.objects.count()) == (409, 0)
    page = late.content.decode()
    assert "ほかの利用者が変更しました" in page
    assert "名簿を確認する。" in page
    assert "案内状と電話の停止" in page
    as_user(aoki).post(address, {"text": "名簿を確認する。", **hidden(late)})
    assert InternalNote.objects.count() == 1


def test_who_is_late_is_told_beside_the_field_what_it_says_now(aoki: User, baba: User, as_user: SignIn) -> None:
    case = open_case(by=aoki, subject="案内状の停止", description="届いた。")
    address = f"/admin/cases/case/{case.pk}/change/"
    opened = hidden(as_user(aoki).get(address))
    cases.change_case(case=case, changes={"subject": "案内状と電話の停止"}, by=baba, at=MONDAY)
    late = as_user(aoki).post(address, {"subject": "停止の申出", "description": "届いた。", **opened})
    assert late.status_code == 409
    by = f"（{baba}, {long_instant(MONDAY)}）"
    assert late.context["adminform"].form.errors["subject"] == [
        f"開いたとき：「案内状の停止」 / 現在：「案内状と電話の停止」{by} / あなたの入力：「停止の申出」"
    ]
    assert "停止の申出" in late.content.decode()


def test_choices_and_people_are_compared_by_their_names(aoki: User, baba: User, kudo: User, as_user: SignIn) -> None:
    """Whoever changes their own absence in two windows is told by names what they saw and what it says."""
    User.objects.filter(pk__in=[baba.pk, kudo.pk]).update(department=aoki.department)
    accounts.change_user(user=aoki, changes={"deputy": baba}, by=Staff(aoki), at=MONDAY)
    client = as_user(aoki)
    opened = hidden(client.get("/admin/my/absence/"))
    accounts.change_user(user=aoki, changes={"deputy": kudo}, by=Staff(aoki), at=MONDAY)
    late = client.post("/admin/my/absence/", {"deputy": "", **opened})
    [said] = late.context["form"].errors["deputy"]
    assert said.startswith(f"開いたとき：「{baba}」 / 現在：「{kudo}」（{aoki}, ")
    assert said.endswith("あなたの入力：「」")


def test_of_what_the_form_does_not_show_the_deeds_since_are_told(aoki: User, baba: User, as_user: SignIn) -> None:
    case = open_case(by=aoki)
    address = f"/admin/cases/case/{case.pk}/do/note/"
    opened = hidden(as_user(aoki).get(address))
    cases.change_case(case=case, changes={"subject": "案内状と電話の停止"}, by=baba, at=timezone.now())
    late = as_user(aoki).post(address, {"text": "名簿を確認する。", **opened})
    page = late.content.decode()
    assert f"{baba}: " in page
    assert long_instant(timezone.now())[:10] in page


@pytest.mark.parametrize(
    "seen", ["[]", "7", '{"subject": 7}', '{"subject": ["x"]}', '{"subject": ["x", {"a": 1}]}', "{"]
)
def test_marks_that_somebody_made_up_harm_nothing(aoki: User, as_user: SignIn, seen: str) -> None:
    case = open_case(by=aoki)
    address = f"/admin/cases/case/{case.pk}/change/"
    client = as_user(aoki)
    opened = hidden(client.get(address)) | {"portal_seen": seen}
    answer = client.post(address, {"subject": "停止の申出", "description": "届いた。", **opened})
    assert answer.status_code in (200, 302, 409)


def test_what_only_a_constraint_refuses_is_said_on_the_form(baba: User, as_user: SignIn) -> None:
    address = "/admin/policies/consentwording/add/"
    client = as_user(baba)
    form = next(form for form in Forms(client.get(address).content.decode()).found if ONCE in form.values)
    answer = client.post(address, form.values)
    assert (answer.status_code, ConsentWording.objects.filter(text_ja=WORDS).count()) == (409, 0)
    assert WORDS in answer.content.decode()
