"""manage.py demo_accounts [--json]"""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.demo import as_json, create_demo_accounts
from core.permissions import ROLE_LABELS, Role
from orgs.models import Unit
from portal.samples.ledgers import refuse_foreign_database


class Command(BaseCommand):
    """Make the six demo accounts and print them."""

    help = "Make one demo account for each role and print them with their passwords."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Output as JSON, if asked."""
        parser.add_argument("--json", action="store_true", help="print a JSON list")

    def handle(self, *args: Any, **options: Any) -> None:
        """Refuse a database that is already somebody's."""
        if not Unit.objects.exists():
            raise CommandError("还没有单位：请先运行 manage.py load_district putuo。")
        refuse_foreign_database()
        accounts = create_demo_accounts()
        if options["json"]:
            self.stdout.write(json.dumps(as_json(accounts), ensure_ascii=False, indent=1))
            return
        for account in accounts:
            label = ROLE_LABELS[Role(account.role)]
            self.stdout.write(f"{account.username}\t{account.password}\t{label}\t{account.unit}")
