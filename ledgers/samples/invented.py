"""Invents people: names, ID numbers and phones that are right in form and belong to nobody."""

from collections.abc import Callable
from datetime import date, timedelta
from random import Random

from core.workdays import is_workday

FAMILY_NAMES = (
    "王张陈徐朱沈陆周顾吴李杨黄金赵孙姚钱潘蒋范俞胡施奚瞿倪薛龚严唐邵曹费戚邬庄乔康翁"
    "林郑许何高郭马罗梁宋谢韩冯于董程袁傅曾彭吕苏卢叶汪田任姜崔谭廖石熊孟秦阎侯邱江尹"
    "史贺毛万段雷陶黎华毕单包裘支虞季童凌盛"
)
COMPOUND_FAMILY_NAMES = ("欧阳", "诸葛", "上官", "司徒", "皇甫")
ONE_CHARACTER = {
    "女": "敏静燕萍芳丽娟琴洁莉婷颖蕾倩瑛霞慧艳虹岚",
    "男": "伟强军杰磊明勇斌峰俊浩涛鸣骏刚健敏亮凯辉",
}
FIRST_OF_TWO = {
    "女": "秀玉慧丽晓文雅佳思梦雨美淑海建国雪春爱月",
    "男": "建国志文晓永海家德俊嘉伟振卫子新正洪天立",
}
SECOND_OF_TWO = {
    "女": "芳英珍萍华敏琴妹娟红雯怡婷蓉琳蓓菁莺瑾薇",
    "男": "国明华平伟强军民良峰杰斌康荣豪宇晨林忠毅",
}
SHARE_OF_SHORT_NAMES = 0.3
SHARE_OF_COMPOUND_NAMES = 0.015

# Of the right form, and to our knowledge given to no operator by 2024: none of them rings.
UNUSED_MOBILE_PREFIXES = ("154", "161", "163", "164", "168", "169", "179", "194")
# Residents of Putuo and its neighbours; 310108 (闸北) is abolished and stays valid in an ID.
ID_AREAS = ("310107",) * 8 + ("310105", "310106", "310108")
ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
# Nobody alive was born in these years.
BORN_FROM, BORN_DAYS = date(1900, 1, 1), 3652

ROADS = [
    "曹杨路",
    "兰溪路",
    "枣阳路",
    "金沙江路",
    "大渡河路",
    "白玉路",
    "长寿路",
    "武宁路",
    "澳门路",
    "常德路",
    "甘泉路",
    "志丹路",
    "延长西路",
    "石泉路",
    "岚皋路",
    "管弄路",
    "宜川路",
    "华阴路",
    "交通路",
    "新村路",
    "真金路",
    "真北路",
    "铜川路",
    "子长路",
    "梅川路",
    "怒江北路",
    "中江路",
    "桃浦路",
    "祁连山路",
    "武威路",
    "古浪路",
    "雪松路",
]


class Inventor:
    """Makes up people from one source of chance; no name and no phone comes twice."""

    def __init__(self, chance: Random, taken: set[str] | None = None) -> None:
        self._chance = chance
        self._taken = set(taken or ())

    def sex(self, share_of_women: float = 0.68) -> str:
        """男 or 女; most of these posts are held by women."""
        return "女" if self._chance.random() < share_of_women else "男"

    def name(self, sex: str) -> str:
        """Two or three characters, now and then with a family name of two."""
        return self._once(lambda: self._family_name() + self._given_name(sex))

    def phone(self) -> str:
        """Eleven digits of a mobile that does not exist."""
        return self._once(
            lambda: (
                self._chance.choice(UNUSED_MOBILE_PREFIXES) + f"{self._chance.randrange(10**8):08}"
            )
        )

    def landline(self) -> str:
        """Eight digits as in Shanghai."""
        return self._chance.choice("56") + f"{self._chance.randrange(10**7):07}"

    def id_number(self, sex: str) -> str:
        """A resident ID with a right check digit, of somebody born from 1900 to 1909."""
        born = BORN_FROM + timedelta(days=self._chance.randrange(BORN_DAYS))
        serial = self._chance.randrange(1, 499) * 2 + (sex == "男")
        body = f"{self._chance.choice(ID_AREAS)}{born:%Y%m%d}{serial:03}"
        return body + check_character(body)

    def address(self, roads: list[str]) -> str:
        """A house in one of the roads."""
        return f"{self._chance.choice(roads)}{self._chance.randrange(2, 1200)}号"

    def _family_name(self) -> str:
        if self._chance.random() < SHARE_OF_COMPOUND_NAMES:
            return self._chance.choice(COMPOUND_FAMILY_NAMES)
        # The lower of two throws: the names at the head of the list are the common ones.
        at = min(self._chance.randrange(len(FAMILY_NAMES)) for _ in range(2))
        return FAMILY_NAMES[at]

    def _given_name(self, sex: str) -> str:
        if self._chance.random() < SHARE_OF_SHORT_NAMES:
            return self._chance.choice(ONE_CHARACTER[sex])
        first = self._chance.choice(FIRST_OF_TWO[sex])
        return first + self._chance.choice(SECOND_OF_TWO[sex].replace(first, ""))

    def _once(self, make: Callable[[], str]) -> str:
        while (made := make()) in self._taken:
            pass
        self._taken.add(made)
        return made


def check_character(body: str) -> str:
    """The 18th character of a resident ID (GB 11643: MOD 11-2)."""
    total = sum(int(digit) * weight for digit, weight in zip(body, ID_WEIGHTS, strict=True))
    return "10X98765432"[total % 11]


def a_workday(year: int, month: int, chance: Random) -> date:
    """Some day in the first four weeks of a month on which offices work."""
    days = [date(year, month, number) for number in range(1, 29)]
    return chance.choice([day for day in days if is_workday(day)])
