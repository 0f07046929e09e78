"""Reports of leaks become rows of their own; explanations to outside bodies get drafts."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


def carry_over(apps, schema_editor):
    """Make a row of each report that was made.

    Only the last addressee and receipt number were kept: they belong to the final report where it was made, else to
    the preliminary one. Those of a preliminary report before a final one are lost; its row says so by being empty.
    """
    report, filing = apps.get_model("cases", "LeakReport"), apps.get_model("cases", "LeakFiling")
    rows = []
    for leak in report.objects.using(schema_editor.connection.alias):
        made = [("first", leak.first_reported_at), ("final", leak.final_reported_at)]
        made = [(which, at) for which, at in made if at is not None]
        for which, at in made:
            is_last = (which, at) == made[-1]
            rows.append(
                filing(
                    leak=leak,
                    which=which,
                    reported_at=at,
                    known_at=leak.known_at,
                    reported_to=leak.reported_to if is_last else "",
                    receipt_number=leak.receipt_number if is_last else "",
                )
            )
    filing.objects.using(schema_editor.connection.alias).bulk_create(rows)


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0004_history"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Explanation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("text", models.TextField(verbose_name="explanation")),
                ("drafted_at", models.DateTimeField(verbose_name="drafted at")),
                (
                    "decision",
                    models.CharField(
                        choices=[
                            ("pending", "awaiting approval"),
                            ("approved", "approved"),
                            ("sent_back", "sent back"),
                        ],
                        default="pending",
                        max_length=10,
                        verbose_name="decision",
                    ),
                ),
                ("decided_at", models.DateTimeField(blank=True, null=True, verbose_name="decided at")),
                ("decision_reason", models.TextField(blank=True, verbose_name="remark of the approver")),
            ],
            options={
                "verbose_name": "explanation to an outside body",
                "verbose_name_plural": "explanations to outside bodies",
                "ordering": ["drafted_at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="LeakFiling",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "which",
                    models.CharField(
                        choices=[
                            ("first", "preliminary report"),
                            ("further", "further report in between"),
                            ("final", "final report"),
                        ],
                        max_length=8,
                        verbose_name="which report",
                    ),
                ),
                ("reported_at", models.DateTimeField(verbose_name="reported at")),
                ("known_at", models.DateTimeField(verbose_name="known in the firm since, as it stood at the report")),
                ("reported_to", models.CharField(blank=True, max_length=200, verbose_name="reported to")),
                ("receipt_number", models.CharField(blank=True, max_length=60, verbose_name="receipt number")),
                ("recorded_at", models.DateTimeField(blank=True, null=True, verbose_name="recorded at")),
            ],
            options={
                "verbose_name": "leak report made",
                "verbose_name_plural": "leak reports made",
                "ordering": ["reported_at", "pk"],
            },
        ),
        migrations.AddField(
            model_name="explanation",
            name="decided_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="approver",
            ),
        ),
        migrations.AddField(
            model_name="explanation",
            name="drafted_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="drafted by",
            ),
        ),
        migrations.AddField(
            model_name="explanation",
            name="referral",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="explanations",
                to="cases.referral",
                verbose_name="request of the outside body",
            ),
        ),
        migrations.AddField(
            model_name="leakfiling",
            name="leak",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="filings",
                to="cases.leakreport",
                verbose_name="report of a leak",
            ),
        ),
        migrations.AddField(
            model_name="leakfiling",
            name="recorded_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="recorded by",
            ),
        ),
        migrations.AddConstraint(
            model_name="explanation",
            constraint=models.UniqueConstraint(
                condition=models.Q(("decision__in", ["pending", "approved"])),
                fields=("referral",),
                name="explanation_one_under_way",
                violation_error_message="A draft of this explanation is under way already.",
            ),
        ),
        migrations.AddConstraint(
            model_name="explanation",
            constraint=models.CheckConstraint(
                condition=models.Q(("text", ""), _negated=True), name="explanation_has_text"
            ),
        ),
        migrations.AddConstraint(
            model_name="explanation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("decided_at__isnull", True), ("decided_by__isnull", True), ("decision", "pending")),
                    models.Q(
                        ("decided_at__isnull", False),
                        ("decided_by__isnull", False),
                        ("decision__in", ["approved", "sent_back"]),
                    ),
                    _connector="OR",
                ),
                name="explanation_decided_has_approver",
            ),
        ),
        migrations.AddConstraint(
            model_name="explanation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("decision", "sent_back"), _negated=True),
                    models.Q(("decision_reason", ""), _negated=True),
                    _connector="OR",
                ),
                name="explanation_sent_back_has_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="explanation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("decided_by__isnull", True),
                    models.Q(("decided_by", models.F("drafted_by")), _negated=True),
                    _connector="OR",
                ),
                name="explanation_four_eyes",
            ),
        ),
        migrations.AddConstraint(
            model_name="leakfiling",
            constraint=models.UniqueConstraint(
                condition=models.Q(("which", "first")), fields=("leak",), name="leak_filing_one_first"
            ),
        ),
        migrations.AddConstraint(
            model_name="leakfiling",
            constraint=models.UniqueConstraint(
                condition=models.Q(("which", "final")), fields=("leak",), name="leak_filing_one_final"
            ),
        ),
        migrations.AddConstraint(
            model_name="leakfiling",
            constraint=models.CheckConstraint(
                condition=models.Q(("reported_at__gte", models.F("known_at"))),
                name="leak_filing_after_knowing",
                violation_error_message="A report is made after the leak was known.",
            ),
        ),
        migrations.AddConstraint(
            model_name="leakfiling",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("reported_to", ""), _negated=True), ("recorded_at__isnull", True), _connector="OR"
                ),
                name="leak_filing_has_addressee",
                violation_error_message="To whom it was reported is missing.",
            ),
        ),
        migrations.RunPython(carry_over, migrations.RunPython.noop),
    ]
