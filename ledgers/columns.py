"""The columns that nearly every ledger has: whose row it is."""

from dataclasses import replace

from ledgers import readers
from ledgers.spec import Column

# Blank, it is the street that the sheet's name or title points at.
STREET = Column(
    "street",
    "街镇",
    readers.street(),
    aliases=("所属街镇", "街道（镇）", "街道", "街镇名称", "单位"),
    required=True,
    when_blank=readers.street_of_sheet,
    fill_down=True,
)
COMMUNITY = Column(
    "community",
    "居村",
    readers.community(),
    aliases=(
        *("居委", "居村委", "居委（村）", "居委会", "村居", "所属居委", "所属居村"),
        *("社区", "居民区"),
    ),
    fill_down=True,
)
# Of a ledger whose every row belongs to a community.
OWN_COMMUNITY = replace(COMMUNITY, required=True)
