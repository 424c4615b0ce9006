"""What the pages of surveys read."""

from collections.abc import Iterable

from casework.models import NeedsSurvey


def survey_names(keys: Iterable[str]) -> dict[str, str]:
    """Needs surveys as the trail tells them: community and half-year."""
    found = NeedsSurvey.objects.filter(pk__in=list(keys)).select_related("community").order_by("pk")
    return {
        str(one.pk): f"{one.community.name}{one.year}年{one.get_half_display()}需求排摸"
        for one in found
    }
