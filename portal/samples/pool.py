"""An invented resource pool: some of each street's own, two of the district's for all."""

from datetime import date
from random import Random
from uuid import UUID

from ledgers.identifiers import organisation_check_digit, uscc_check_digit
from ledgers.samples.invented import Inventor
from ledgers.samples.team import dice
from orgs.models import Unit
from resources.enums import NeedCategory, Per, ProviderKind
from resources.models import Provider, Resource

YEAR, SEED = 2024, 2024
# Category, kind of provider, name of the resource, name of the provider, places per month.
OFFERS = (
    (NeedCategory.HEALTH, ProviderKind.DEPARTMENT, "家庭医生上门", "社区卫生服务中心", 40),
    (NeedCategory.ELDER_CARE, ProviderKind.SOCIAL_ORGANISATION, "居家照护", "为老服务社", 30),
    (NeedCategory.EMPLOYMENT, ProviderKind.DEPARTMENT, "岗位推荐", "就业服务站", None),
    (NeedCategory.EDUCATION, ProviderKind.CHARITY, "助学金", "慈善基金会", 12),
    (NeedCategory.PSYCHOLOGICAL, ProviderKind.SOCIAL_ORGANISATION, "心理咨询", "心理服务社", 16),
    (NeedCategory.BASIC_LIVING, ProviderKind.ENTERPRISE, "爱心早餐", "爱心餐饮", 20),
    (NeedCategory.DONATION, ProviderKind.CHARITY, "衣物家电捐赠", "慈善超市", None),
    (NeedCategory.ELDER_CARE, ProviderKind.VOLUNTEER, "陪同看病", "邻里志愿者", 15),
    (NeedCategory.HEALTH, ProviderKind.ENTERPRISE, "药费减免", "便民药房", 10),
)
OF_THE_DISTRICT = (
    (NeedCategory.HEALTH, ProviderKind.CHARITY, "大病专项救助", "区慈善基金会", 20),
    (NeedCategory.EMPLOYMENT, ProviderKind.DEPARTMENT, "技能培训班", "区就业促进中心", 60),
)
# The head of a credit code by the kind of its holder (GB 32100).
HEADS = {
    ProviderKind.DEPARTMENT: "12",
    ProviderKind.ENTERPRISE: "91",
    ProviderKind.SOCIAL_ORGANISATION: "52",
    ProviderKind.CHARITY: "53",
}


def fill_the_pool() -> None:
    """Providers and resources of the district and its streets, with an end to their term for a few."""
    units = Unit.objects.filter(kind="district") | Unit.objects.streets()
    for unit in units.order_by("code"):
        chance = dice(SEED, unit.pk, "pool")
        inventor = Inventor(chance)
        is_district = len(unit.pk) == 6
        for n, offer in enumerate(OF_THE_DISTRICT if is_district else OFFERS):
            category, kind, name, provider, places = offer
            holder = Provider.objects.create(
                pk=key_from(chance),
                unit=unit,
                name=provider if is_district else f"{unit.short_name}{provider}",
                kind=kind,
                credit_code=credit_code(HEADS[kind], chance) if kind in HEADS else "",
            )
            resource = Resource(
                pk=key_from(chance),
                unit=unit,
                provider=holder,
                name=name,
                category=category,
                capacity=places,
                per=Per.MONTH if places else "",
                capacity_unit="人次" if places else "",
                starts_on=date(YEAR, 1, 1),
                # Two of a street are about to run out in the autumn.
                ends_on=date(YEAR, 10, 15) if n in (3, 8) else date(YEAR, 12, 31),
                how_to_apply="由救助顾问对接。",
                contact_name=inventor.name("女"),
            )
            resource.contact_phone = inventor.phone()
            resource.save(force_insert=True)


def credit_code(head: str, chance: Random) -> str:
    """A credit code that holds, of nobody: the organisation codes begin with TE."""
    body = "TE" + "".join(str(chance.randrange(10)) for _ in range(6))
    first_17 = f"{head}310107{body}{organisation_check_digit(body)}"
    return first_17 + uscc_check_digit(first_17)


def key_from(chance: Random) -> UUID:
    """A key that comes out alike each time the sample is made."""
    return UUID(int=chance.getrandbits(128), version=4)
