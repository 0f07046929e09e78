"""By which figure is something judged, from which day on?"""

from contextlib import suppress

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from privacyportal.backoffice.publishing import DatedVersion, one_at_a_time
from privacyportal.clocks.plan import Certainty, UnknownMeasure, measure_of


class Threshold(DatedVersion):
    """One version of a figure that others are judged by: how firm it is and where it comes from."""

    code = models.CharField(_("code"), max_length=60)
    value = models.DecimalField(_("value"), max_digits=12, decimal_places=4)
    certainty = models.CharField(_("how firm"), max_length=1, choices=Certainty, default=Certainty.TARGET)
    source = models.CharField(_("source"), max_length=300)

    class Meta(DatedVersion.Meta):
        verbose_name = _("threshold")
        verbose_name_plural = _("thresholds")
        ordering = ["code", "-valid_from"]
        constraints = [*DatedVersion.Meta.constraints, *one_at_a_time("clocks_threshold", ["code"])]

    def __str__(self) -> str:
        try:
            return str(measure_of(self.code).label)
        except UnknownMeasure:
            return self.code

    @property
    def value_text(self) -> str:
        """The value with its unit, without needless zeros; or the word that stands for it."""
        unit = ""
        with suppress(UnknownMeasure):
            measure = measure_of(self.code)
            if self.value in measure.words:
                return str(measure.words[int(self.value)])
            unit = str(measure.unit)
        return (gettext("%(value)s %(unit)s") % {"value": f"{self.value.normalize():f}", "unit": unit}).strip()
