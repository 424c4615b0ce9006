"""Personal data as pages show it unless there is a reason to show more."""


def mask_name(name: str) -> str:
    """王小明 → 王**; the family name alone stays."""
    return name[:1] + "*" * max(len(name) - 1, 1) if name else ""


def mask_phone(phone: str) -> str:
    """18684871723 → 186****1723; a landline keeps its last four digits."""
    if len(phone) < 7:
        return "*" * len(phone)
    return f"{phone[:3]}****{phone[-4:]}" if len(phone) >= 11 else f"****{phone[-4:]}"


def mask_id_number(number: str) -> str:
    """310107198001011238 → 310107********1238."""
    return f"{number[:6]}********{number[-4:]}" if len(number) >= 15 else "*" * len(number)
