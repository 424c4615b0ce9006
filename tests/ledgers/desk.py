"""What tests of the ledger pages share: handing in, reading a page, a page's address."""

import re
from html import unescape
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from core.actor import Actor
from ledgers.batches import receive
from ledgers.models import Batch

MIME = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def upload(client: Client, content: bytes, name: str = "顾问名册.xlsx", **data: str) -> Any:
    """Hand a workbook in on the page, and go where that leads."""
    file = SimpleUploadedFile(name, content, MIME)
    return client.post("/ledgers/", {"workbook": file, **data}, follow=True)


def body(response: Any) -> str:
    """A page as it reads, on one line."""
    return unescape(re.sub(r"\s+", " ", response.content.decode()))


def page(batch: Batch, tail: str = "") -> str:
    """The address of a batch, or of a step of it."""
    return f"/ledgers/{batch.pk}/{tail}"


def received(content: bytes, by: Actor) -> Batch:
    """A workbook, checked and waiting."""
    return receive(file_name="顾问名册.xlsx", content=content, by=by).batch
