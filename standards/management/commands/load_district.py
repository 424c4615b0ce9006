"""manage.py load_district putuo"""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from orgs.loading import DISTRICTS, load_units
from standards.loading import load_standard, standard_file


class Command(BaseCommand):
    """Load a district: units, aliases, population and its published standard."""

    help = "Load a district's units, aliases, population and published standard (no ledgers)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Name the district."""
        parser.add_argument("district", choices=sorted(DISTRICTS))

    def handle(self, *args: Any, **options: Any) -> None:
        """Load, and say how much there is now."""
        district = DISTRICTS[options["district"]]
        loaded = load_units(district)
        standard = load_standard(standard_file(district.key, 2024), publish=True)
        self.stdout.write(
            f"{district.name}：{loaded.streets} 个街镇，{loaded.communities} 个居村，"
            f"{loaded.aliases} 个别名，{loaded.populations} 个户籍人口数字；标准 {standard}。"
        )
