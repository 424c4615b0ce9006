"""Who is acting, in which unit and role: passed to every read and every write."""

from dataclasses import dataclass, field

from core.masking import mask_name
from core.permissions import ROLE_LABELS, Permission, Role
from core.policies import Allowed, Answer, Denied


@dataclass(frozen=True)
class Actor:
    """One person in one membership.

    `unit_code` is the prefix of everything she may see: 6 digits for the district, 9 for a
    street, 12 for a community. Empty means no unit, and so no rows at all. `stands_in_for` is the
    account of whom she stands in for, empty when she acts for herself.
    """

    user_id: int
    username: str
    name: str
    role: Role
    unit_code: str
    unit_name: str
    membership_id: int | None = None
    may_sign: bool = False
    stands_in_for: str = ""
    permissions: frozenset[Permission] = field(default_factory=frozenset)

    @property
    def role_label(self) -> str:
        """The role in Chinese."""
        return ROLE_LABELS[self.role]

    @property
    def is_district(self) -> bool:
        """Whether she acts for a whole district."""
        return len(self.unit_code) == 6

    @property
    def is_community(self) -> bool:
        """Whether she acts for a single community."""
        return len(self.unit_code) == 12

    @property
    def street_code(self) -> str:
        """The street she acts in, or empty for the district."""
        return self.unit_code[:9] if len(self.unit_code) >= 9 else ""

    def can(self, permission: Permission | str) -> bool:
        """Whether her role holds a permission."""
        return permission in self.permissions

    def must(self, permission: Permission) -> Answer:
        """The same as an answer with its reason."""
        if self.can(permission):
            return Allowed()
        return Denied(f"您现在的身份是{self.role_label}，不能{permission.label}。")

    def must_within(
        self, permission: Permission, code: str, otherwise: str = "这个单位不在您的范围内。"
    ) -> Answer:
        """The same for something of a unit, which has to lie within her own; else `otherwise`."""
        if not self.can(permission):
            return self.must(permission)
        return Allowed() if self.covers(code) else Denied(otherwise)

    def covers(self, code: str) -> bool:
        """Whether a unit's code lies within her own unit."""
        return bool(self.unit_code) and code.startswith(self.unit_code)

    def may_see_names(self, code: str) -> bool:
        """Whether she works in that unit's street, and so sees its people unmasked."""
        return bool(self.street_code) and code.startswith(self.street_code)

    def shown_name(self, name: str, code: str) -> str:
        """A person's name in full within the own street, masked for everybody else."""
        return name if self.may_see_names(code) else mask_name(name)
