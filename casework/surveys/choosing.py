"""The field that says which advisor made a survey."""

from collections.abc import Iterable
from typing import Any

from django import forms

from advisors.models import Advisor
from casework.serving import advisors_for, own_file
from core.actor import Actor
from core.clock import portal_day


class AdvisorChosen:
    """For forms with a field `advisor`: who may stand in it, and who stands there first."""

    fields: dict[str, forms.Field]
    cleaned_data: dict[str, Any]
    advisors: dict[str, Advisor]

    def offer_advisors(self, advisors: Iterable[Advisor]) -> None:
        """Fill the choices; one alone is chosen."""
        self.advisors = {str(one.pk): one for one in advisors}
        choices = [(key, one.name) for key, one in self.advisors.items()]
        self.fields["advisor"].choices = [("", "请选择"), *choices]  # type: ignore[attr-defined]

    @property
    def chosen_advisor(self) -> Advisor:
        """The one chosen."""
        return self.advisors[self.cleaned_data["advisor"]]


def advisors_offered(
    actor: Actor, community: str, also: Advisor | None = None
) -> tuple[list[Advisor], str]:
    """Those in post today whom an actor may name, and the key of her own file among them.

    `also` stands there already, and may have left since.
    """
    day = portal_day()
    found = list(advisors_for(actor, community, day))
    if also is not None and also not in found:
        found.append(also)
    own = own_file(actor, day)
    return found, str(own.pk) if own in found and own is not None else ""
