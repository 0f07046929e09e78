"""Which box does a screen give a model's field?"""

from django.db import models

from privacyportal.backoffice.lines import EmailField, FiguresInput, LineField, WholeField
from privacyportal.backoffice.moments import DayField, DayInput, MomentField, MomentInput

# A form made from a model names those of its fields that are codes or look one way (`Meta.field_classes`).
OVERRIDES = {
    models.DateTimeField: {"form_class": MomentField, "widget": MomentInput},
    models.DateField: {"form_class": DayField, "widget": DayInput},
    models.CharField: {"form_class": LineField, "widget": LineField.widget},
    models.EmailField: {"form_class": EmailField, "widget": EmailField.widget},
    models.IntegerField: {"form_class": WholeField, "widget": FiguresInput},
}
