"""What a wall display is asked to say, and a text to begin with (S3-1, T4, T5).

The notice's own words where it has some; what only the street knows is left open between 〔 and 〕,
and a text with such a gap in it can't be kept.
"""

import re

from orgs.models import Unit
from stations.enums import WallTopic

WALL_RULE = "街镇社区救助顾问服务站要将工作流程、制度机制、服务理念、服务特色等内容上墙"
GAP = re.compile(r"〔[^〕\n]*〕")

HINTS = {
    WallTopic.WORKFLOW: "方案 三、5：写清与受理服务中心的“前后台”衔接、“办不成事”接待、多元资源"
    "联动帮扶。一行写一步，以“1.”开头的印成带编号的步骤，冒号前的词印成重点。",
    WallTopic.MECHANISMS: "方案 三、4：本街镇特色化、针对性的机制，例如长寿路街道的“五心四问”、"
    "甘泉路街道的“会商”。以“一、”开头的短行印成小标题。",
    WallTopic.PHILOSOPHY: "方案 一、二：一行一句，字少则印得大。",
    WallTopic.FEATURES: "方案 三、3、9：本街镇的品牌、重点服务的人群、合作的力量、代表项目。",
}

_PROPOSALS = {
    WallTopic.WORKFLOW: """\
1. 接待登记：热情接待，问清困难，登记诉求，一次告知所需材料。
2. 政策解答：说明救助政策和申请条件，当场能答复的当场答复。
3. 申请受理：符合条件的，与社区事务受理服务中心“前后台”衔接，帮助办理。
4. 走访核实：居村救助顾问服务点上门走访，了解家庭情况。
5. 会商研判：情况复杂或者“办不成事”的，由〔谁〕召集会商，〔几〕个工作日内答复。
6. 资源链接：对接〔本街镇的资源单位〕，开展联动帮扶。
7. 跟踪回访：〔多久〕内回访，情况有变化的及时调整。""",
    WallTopic.MECHANISMS: """\
一、〔本街镇机制的名称〕
〔怎么做、谁牵头、多久一次〕
二、主动发现
居村救助顾问上门走访、排摸需求，及时精准发现潜在救助对象。
三、“前后台”衔接
服务站与社区事务受理服务中心〔怎样转办、怎样反馈〕。
四、培训
岗前培训、日常督训、骨干带训为主，每年不少于12课时。""",
    WallTopic.PHILOSOPHY: """\
人民至上
便民利民、专业规范、精准服务
找得到、看得着、帮得到、靠得住""",
    WallTopic.FEATURES: """\
特色品牌：〔工作室或品牌的名称，为什么这样叫〕
重点人群：〔重点服务哪些困难群众〕
合作力量：〔职能部门、爱心企业、社会组织、慈善组织、志愿者〕
代表项目：〔慈善救助项目的名称，帮到多少户〕""",
}
# The two streets whose mechanisms the notice names for all to learn from (三、4).
_MECHANISMS_OF = {
    "长寿路": """\
“永兴”工作室“五心四问”工作机制
五心：纯粹心、进取心、敬畏心、不懈心、牵挂心
四问：困难问策、专业问教、资源问需、特需问诊""",
    "甘泉路": """\
“泉爱”工作室“会商”工作机制
何时会商：〔哪些情况提请会商〕
谁来会商：〔谁召集，哪些部门和单位参加〕
如何落实：〔多久内答复，谁跟踪〕""",
}


def proposal_for(topic: WallTopic, street: Unit) -> str:
    """A text to begin with, to be changed and confirmed by the street."""
    if topic == WallTopic.MECHANISMS:
        return _MECHANISMS_OF.get(street.core_name, _PROPOSALS[topic])
    return _PROPOSALS[topic]
