"""Spans of days that must not overlap need an index over equality and overlap together."""

from django.contrib.postgres.operations import BtreeGistExtension
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("advisors", "0001_initial")]

    operations = [BtreeGistExtension()]
