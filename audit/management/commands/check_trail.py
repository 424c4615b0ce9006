"""manage.py check_trail"""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from audit.models import Entry
from audit.trail import first_broken


class Command(BaseCommand):
    """Exit 0 when every line of the trail holds; 1 with the first that does not."""

    help = "逐行核对留痕的校验码，报出第一处被改动或缺失的行。"

    def handle(self, *args: Any, **options: Any) -> None:
        """Read the whole trail once."""
        broken = first_broken()
        if broken is not None:
            raise CommandError(
                f"留痕第 {broken.pk} 行（{broken}）对不上：这一行被改过，或它前面的行不见了。"
            )
        self.stdout.write(f"留痕共 {Entry.objects.count()} 行，逐行相符。")
