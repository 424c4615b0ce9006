"""What ten advisors of the sample ledger attended, summed by hand."""

# Of 宜川路 in the sample ledger, read off its rows by hand: minutes by 20 September, then those
# until the end of the year. 2024-02-09 9:00-11:30 are 150 minutes, 02-14 3课时 135, 03-14, 07-14
# and 09-10 2.5h each 150; 10-07 and 12-02 4课时 each 180, 12-03 and 12-17 2课时 each 90. 09-04
# (若干), 2029-01-05 and 03-02 (with somebody on no roster) could not be entered.
BY_HAND = {
    "曹磊": (150 + 150, 180 + 180 + 90 + 90),
    "罗超": (150 + 135 + 150 + 150 + 150, 180 + 180 + 90 + 90),
    "董晓洋": (150 + 150 + 150, 180 + 90 + 90),
    "孙红欣": (135 + 150, 180),
    "杨明秀": (135 + 150 + 150, 90),
    "郭磊佳": (150, 90),
    "沈梅": (150 + 150, 180),
    "萧建远": (150, 180),
    "程佳敏": (150, 180 + 180 + 90),
    "吕志": (135, 180 + 90),
}
# The same in class hours of 45 minutes, cut.
IN_CLASS_HOURS = {
    "曹磊": ("6.6", "18.6"),
    "罗超": ("16.3", "28.3"),
    "董晓洋": ("10.0", "18.0"),
    "孙红欣": ("6.3", "10.3"),
    "杨明秀": ("9.6", "11.6"),
    "郭磊佳": ("3.3", "5.3"),
    "沈梅": ("6.6", "10.6"),
    "萧建远": ("3.3", "7.3"),
    "程佳敏": ("3.3", "13.3"),
    "吕志": ("3.0", "9.0"),
}
