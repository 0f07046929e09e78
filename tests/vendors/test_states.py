"""Which steps does a vendor take, from where to where, by which right? The table itself, without a database."""

from vendors.states import STEPS, SUPERVISED, TONES, Status

CANDIDATE, ACTIVE, SUSPENDED, TERMINATED = Status.CANDIDATE, Status.ACTIVE, Status.SUSPENDED, Status.TERMINATED
TABLE = {
    "activate": ({CANDIDATE, SUSPENDED}, ACTIVE, "vendors.sign_off_vendor"),
    "suspend": ({ACTIVE}, SUSPENDED, "vendors.sign_off_vendor"),
    "terminate": ({CANDIDATE, ACTIVE, SUSPENDED}, TERMINATED, "vendors.sign_off_vendor"),
}


def test_a_vendor_takes_the_steps_of_the_table_and_no_other() -> None:
    assert {name: (set(step.sources), step.target, str(step.right)) for name, step in STEPS.items()} == TABLE


def test_an_ended_vendor_takes_no_step_and_is_not_supervised() -> None:
    assert [step.name for step in STEPS.values() if step.starts_from(TERMINATED)] == []
    assert set(SUPERVISED) == {ACTIVE, SUSPENDED}


def test_every_state_has_a_tone() -> None:
    assert set(TONES) == set(Status)
