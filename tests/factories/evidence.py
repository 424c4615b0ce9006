"""Photos and what they prove."""

from datetime import date
from io import BytesIO

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory
from PIL import Image

from evidence.models import Evidence, Proof
from evidence.storage import store
from tests.factories.sites import StationFactory


def photo_bytes(colour: str = "teal", size: tuple[int, int] = (8, 6)) -> bytes:
    """A photo of one colour."""
    out = BytesIO()
    Image.new("RGB", size, colour).save(out, "JPEG")
    return out.getvalue()


TINY_PHOTO = photo_bytes()


class EvidenceFactory(DjangoModelFactory):
    """A photo of a station; `about=` another record of its kind."""

    class Meta:
        model = Evidence

    class Params:
        about = factory.SubFactory(StationFactory)

    unit = factory.LazyAttribute(
        lambda one: getattr(one.about, "street", None) or one.about.community
    )
    subject = factory.SelfAttribute("about.subject")
    kind = "photo"
    file_name = "照片.jpg"
    content_type = "image/jpeg"
    digest = factory.LazyFunction(lambda: store(TINY_PHOTO, ".jpg", TINY_PHOTO))
    source_digest = factory.Sequence(lambda n: f"{n:064x}")
    size = 120_000
    width = 1600
    height = 1200
    shown_on = date(2024, 6, 20)
    added_by = "a_manager"


class ProofFactory(DjangoModelFactory):
    """One item of a photo; with `state="accepted"` or `"refused"` decided on its day."""

    class Meta:
        model = Proof

    evidence = factory.SubFactory(EvidenceFactory)
    unit = factory.SelfAttribute("evidence.unit")
    subject = factory.SelfAttribute("evidence.subject")
    tag = "outdoor_plaque"
    reason = factory.LazyAttribute(lambda one: "看不清牌子" if one.state == "refused" else "")
    state = "awaiting_review"
    decided_on = factory.LazyAttribute(
        lambda one: None if one.state == "awaiting_review" else date(2024, 6, 25)
    )
    decided_at = factory.LazyAttribute(lambda one: timezone.now() if one.decided_on else None)
    decided_by = factory.LazyAttribute(lambda one: "reviewer" if one.decided_on else "")
