"""The database holds more of what the guards say: no provision without what its ground needs."""

from django.db import migrations, models

from privacyportal.audit.triggers import append_only


class Migration(migrations.Migration):
    dependencies = [("consents", "0001_initial")]

    operations = [
        migrations.RemoveConstraint(
            model_name="thirdpartyprovision",
            name="provision_a_has_consent",
        ),
        migrations.RemoveConstraint(
            model_name="thirdpartyprovision",
            name="provision_e_has_entrustment",
        ),
        migrations.RemoveConstraint(
            model_name="thirdpartyprovision",
            name="provision_g_has_arrangement",
        ),
        migrations.RemoveConstraint(
            model_name="thirdpartyprovision",
            name="provision_abroad_has_basis",
        ),
        migrations.AddConstraint(
            model_name="consententry",
            constraint=models.CheckConstraint(
                condition=models.Q(("decided_at__lte", models.F("recorded_at"))),
                name="consent_recorded_after_decided",
                violation_error_message="The decision lies in the future.",
            ),
        ),
        migrations.AddConstraint(
            model_name="thirdpartyprovision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ground", "a"), _negated=True),
                    models.Q(("consent__isnull", False), ("data_subject__isnull", False)),
                    _connector="OR",
                ),
                name="provision_a_has_consent",
            ),
        ),
        migrations.AddConstraint(
            model_name="thirdpartyprovision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ground", "e"), _negated=True),
                    models.Q(("entrustment__isnull", False), ("vendor__isnull", False)),
                    _connector="OR",
                ),
                name="provision_e_has_entrustment",
            ),
        ),
        migrations.AddConstraint(
            model_name="thirdpartyprovision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ground", "g"), _negated=True),
                    models.Q(("arrangement__isnull", False), ("partner__isnull", False)),
                    _connector="OR",
                ),
                name="provision_g_has_arrangement",
            ),
        ),
        migrations.AddConstraint(
            model_name="thirdpartyprovision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ground__in", ["c", "f"]), _negated=True),
                    models.Q(("document_number", ""), _negated=True),
                    _connector="OR",
                ),
                name="provision_c_f_have_document",
            ),
        ),
        migrations.AddConstraint(
            model_name="thirdpartyprovision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ground", "h"), _negated=True),
                    ("law_item__in", ["27-1-3", "27-1-5", "27-1-6", "27-1-7", "other"]),
                    _connector="OR",
                ),
                name="provision_h_has_item",
            ),
        ),
        migrations.AddConstraint(
            model_name="thirdpartyprovision",
            constraint=models.CheckConstraint(
                condition=models.Q(("vendor__isnull", True), ("partner__isnull", True), _connector="OR"),
                name="provision_one_recipient",
            ),
        ),
        migrations.AddConstraint(
            model_name="thirdpartyprovision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("sensitive_exception", ""), models.Q(("sensitive_reason", ""), _negated=True), _connector="OR"
                ),
                name="provision_exception_has_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="thirdpartyprovision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("country", "JP"), ("foreign_basis", "")),
                    models.Q(
                        models.Q(("country", "JP"), _negated=True),
                        ("foreign_basis__in", ["designated", "equivalent", "consent", "exempt"]),
                    ),
                    _connector="OR",
                ),
                name="provision_abroad_has_basis",
            ),
        ),
        append_only("consents_consententry", "consents_thirdpartyprovision"),
    ]
