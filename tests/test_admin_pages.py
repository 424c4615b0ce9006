"""Every page of the admin opens, and holds nothing that the content security policy refuses."""

import re

import pytest
from django.contrib import admin
from django.contrib.admin import ModelAdmin
from django.test import Client
from django.urls import reverse

from accounts.models import User
from tests import factories
from tests.cast import Cast

INLINE = re.compile(r"<script(?![^>]*\bsrc=)(?![^>]*application/json)|\sstyle=|\son[a-z]+=", re.I)


def pages() -> list[ModelAdmin]:
    """What is registered."""
    return list(admin.site._registry.values())


def row_of(model_admin: ModelAdmin) -> object:
    """A row of the model, made by its factory."""
    if model_admin.model is User:
        return factories.MembershipFactory().user
    factory = getattr(factories, f"{model_admin.model.__name__}Factory", None)
    return factory() if factory else factories.CommunityFactory()


def opens(client: Client, url: str) -> None:
    answer = client.get(url)
    assert answer.status_code == 200, url
    assert "Content-Security-Policy" in answer
    assert not INLINE.findall(answer.content.decode()), url
    external = re.findall(r"(?:src|href)=\"(?:https?:)?//", answer.content.decode())
    assert not external, url


@pytest.mark.parametrize("model_admin", pages(), ids=lambda one: one.opts.label)
def test_it_opens(cast: Cast, sign_in, model_admin: ModelAdmin) -> None:
    client = sign_in("district_admin")
    row = row_of(model_admin)
    base = f"admin:{model_admin.opts.app_label}_{model_admin.opts.model_name}"
    opens(client, reverse(f"{base}_changelist"))
    opens(client, reverse(f"{base}_changelist") + "?q=x")
    opens(client, reverse(f"{base}_change", args=[row.pk]))
    opens(client, reverse(f"{base}_history", args=[row.pk]))
    added = client.get(reverse(f"{base}_add"))
    assert added.status_code in (200, 403)


def test_the_desk_itself_opens(cast: Cast, sign_in) -> None:
    client = sign_in("district_admin")
    opens(client, "/admin/")
    opens(client, "/admin/orgs/")
    opens(client, "/admin/orgs/hukoupopulation/import/")
