"""Choices of casework, with their Chinese labels."""

from django.db.models import TextChoices


class Category(TextChoices):
    """救助类别; `casework.categories` tells from when to when each is in use."""

    DIBAO = "dibao", "低保"
    LOW_INCOME = "low_income", "低收入"
    NEAR_DIBAO = "near_dibao", "低保边缘"
    TEKUN = "tekun", "特困"
    EXPENDITURE_POVERTY = "expenditure_poverty", "支出型"
    RIGID_EXPENDITURE = "rigid_expenditure", "刚性支出"
    TEMPORARY = "temporary", "临时救助"
    OTHER = "other", "其他"


class Tier(TextChoices):
    """分层: how closely a household is looked after."""

    KEY = "key", "重点"
    REGULAR = "regular", "常规"


class Relation(TextChoices):
    """与户主关系."""

    HEAD = "head", "户主"
    SPOUSE = "spouse", "配偶"
    CHILD = "child", "子女"
    PARENT = "parent", "父母"
    OTHER = "other", "其他"


class CarerRole(TextChoices):
    """Who answers for a household, and who stands in."""

    LEAD = "lead", "责任顾问"
    DEPUTY = "deputy", "协助顾问"


class EndReason(TextChoices):
    """Why a household is on a community's list no more."""

    MOVED = "moved", "迁往其他居村"
    LEFT = "left", "迁出本区"
    NO_NEED = "no_need", "不再困难"
    DIED = "died", "亡故"
    MERGED = "merged", "重复建档"
    OTHER = "other", "其他"


class VisitMode(TextChoices):
    """走访方式."""

    HOME = "home", "上门"
    PHONE = "phone", "电话"
    VIDEO = "video", "视频"
    RECEPTION = "reception", "接待"
    OTHER = "other", "其他"


class Finding(TextChoices):
    """What a visit found, as ticks."""

    STABLE = "stable", "情况稳定"
    INCOME = "income", "收入变化"
    ILLNESS = "illness", "生病或医疗支出大"
    CARE = "care", "需要照护"
    JOB = "job", "失业或想找工作"
    SCHOOLING = "schooling", "子女求学有困难"
    HOUSING = "housing", "住房有问题"
    MOOD = "mood", "情绪低落"
    ABSENT = "absent", "没有遇到人"


class Deed(TextChoices):
    """What was done on a visit, as ticks; each writes its service record by itself (T7-1)."""

    POLICY_GUIDANCE = "policy_guidance", "宣传政策"
    RESOURCE_LINKAGE = "resource_linkage", "对接资源"
    EMOTIONAL_SUPPORT = "emotional_support", "关心疏导"
    COMMUNITY_SUPPORT = "community_support", "联系邻里、志愿者相助"


class QuestionType(TextChoices):
    """四问类型 (T4-1)."""

    POLICY = "policy", "困难问策"
    EXPERTISE = "expertise", "专业问教"
    NEEDS = "needs", "资源问需"
    SPECIAL = "special", "特需问诊"


class VisitSource(TextChoices):
    """How a visit came into the portal."""

    PORTAL = "portal", "网页登记"
    PHONE = "phone", "手机登记"
    LEDGER = "ledger", "台账导入"


class LeadSource(TextChoices):
    """线索来源."""

    VISIT = "visit", "走访发现"
    NEIGHBOUR = "neighbour", "邻居反映"
    DATA = "data", "数据比对"
    SELF = "self", "本人求助"
    OTHER_OFFICE = "other_office", "其他部门转来"


# Found by the advisors' own work: the numerator of the first ability of G-2.
FOUND_BY_ADVISORS = (LeadSource.VISIT, LeadSource.NEIGHBOUR)


class LeadState(TextChoices):
    """线索的状态."""

    OPEN = "open", "待处置"
    DECIDED = "decided", "已处置"
    WITHDRAWN = "withdrawn", "已撤回"


class Decision(TextChoices):
    """处置结论."""

    LISTED = "listed", "列入困难家庭名册"
    APPLYING = "applying", "引导申请救助"
    LINKED = "linked", "对接资源"
    WATCHED = "watched", "暂不符合，继续关注"
    NO_NEED = "no_need", "核实后没有困难"
    UNFOUND = "unfound", "查无此户"


class Half(TextChoices):
    """半年."""

    FIRST = "1", "上半年"
    SECOND = "2", "下半年"


class SurveyState(TextChoices):
    """需求排摸的状态."""

    DRAFT = "draft", "编写中"
    SUBMITTED = "submitted", "已提交"


class HardshipLevel(TextChoices):
    """困境等级."""

    HIGH = "high", "高"
    MEDIUM = "medium", "中"
    LOW = "low", "低"


class ApplicationKind(TextChoices):
    """What is applied for."""

    DIBAO = "dibao", "低保"
    LOW_INCOME = "low_income", "低收入"
    TEKUN = "tekun", "特困供养"
    RIGID_EXPENDITURE = "rigid_expenditure", "刚性支出困难家庭"
    TEMPORARY = "temporary", "临时救助"
    MEDICAL = "medical", "医疗救助"
    EDUCATION = "education", "教育救助"
    HOUSING = "housing", "住房救助"
    EMPLOYMENT = "employment", "就业救助"
    OTHER = "other", "其他"


class ApplicationResult(TextChoices):
    """申请结果."""

    PENDING = "pending", "办理中"
    APPROVED = "approved", "已通过"
    REFUSED = "refused", "未通过"
    WITHDRAWN = "withdrawn", "已撤回"


class ServiceType(TextChoices):
    """The six kinds of service that T7-1 names."""

    POLICY_GUIDANCE = "policy_guidance", "政策宣传引导"
    VISITING = "visiting", "社区走访发现"
    MEANS_SURVEY = "means_survey", "开展家境调查"
    RESOURCE_LINKAGE = "resource_linkage", "资源整合对接"
    EMOTIONAL_SUPPORT = "emotional_support", "心理关爱疏导"
    COMMUNITY_SUPPORT = "community_support", "社区支持体系建设"


class StationDuty(TextChoices):
    """The three duties of a street's station that T7-2 names."""

    POLICY_ADVICE = "policy_advice", "政策解答"
    APPLICATION_INTAKE = "application_intake", "申请受理"
    RESOURCE_LINKAGE = "resource_linkage", "资源链接"


class SupportType(TextChoices):
    """What communities do beside their street's advisors (T7-7)."""

    POLICY_GUIDANCE = "policy_guidance", "政策引导"
    ASSISTED_APPLICATION = "assisted_application", "代办申请"
    RESOURCE_LINKAGE = "resource_linkage", "资源对接"
    DAILY_CONTACT = "daily_contact", "日常联系"


class Settlement(TextChoices):
    """What settled a need, where it was no referral (T3-1)."""

    APPLICATION = "application", "已提交救助申请"
    OWN_SERVICE = "own_service", "顾问自己服务了"
    REFUSED = "refused", "本人谢绝"
    MISTAKEN = "mistaken", "登记有误"


class ReferralState(TextChoices):
    """资源对接的状态."""

    OFFERED = "offered", "待接"
    ACCEPTED = "accepted", "已接"
    REJECTED = "rejected", "未接"
    DONE = "done", "已完成"
    FAILED = "failed", "未成"
    REVOKED = "revoked", "已撤回"


class ReferralReason(TextChoices):
    """Why a referral was rejected, failed or was revoked."""

    NO_CAPACITY = "no_capacity", "名额已满"
    NOT_ELIGIBLE = "not_eligible", "不符合条件"
    OUT_OF_AREA = "out_of_area", "不在服务范围"
    UNREACHED = "unreached", "联系不上本人"
    DECLINED = "declined", "本人不要了"
    NO_ANSWER = "no_answer", "提供方没有答复"
    OTHER = "other", "其他"


class Consent(TextChoices):
    """How a family agreed that somebody outside is told of it."""

    WRITTEN = "written", "书面"
    SPOKEN = "spoken", "当面口头"
    PHONE = "phone", "电话"


class Share(TextChoices):
    """What the family agreed may be told beside the kind of help."""

    NAME = "name", "姓名"
    PHONE = "phone", "联系电话"
    ADDRESS = "address", "住址"


class HandoverWay(TextChoices):
    """From whom to whom a matter is handed over (前后台衔接)."""

    TO_COUNTER = "to_counter", "顾问转受理窗口"
    FROM_COUNTER = "from_counter", "受理窗口转顾问"


class HandoverState(TextChoices):
    """衔接的状态."""

    SENT = "sent", "待确认"
    ACKNOWLEDGED = "acknowledged", "已确认"
    WITHDRAWN = "withdrawn", "已撤回"


class Blocker(TextChoices):
    """未办成原因."""

    PAPERS = "papers", "材料不全"
    POLICY = "policy", "政策不符"
    SYSTEM = "system", "系统问题"
    OTHER_DISTRICT = "other_district", "跨区"
    OTHER = "other", "其他"


class StuckState(TextChoices):
    """办不成事的状态."""

    OPEN = "open", "办理中"
    CLOSED = "closed", "已办结"
    WITHDRAWN = "withdrawn", "已撤回"


class StuckOutcome(TextChoices):
    """How an unresolved matter ended."""

    SOLVED = "solved", "已解决"
    EXPLAINED = "explained", "已解释，本人理解"
    UNSOLVED = "unsolved", "没有解决"


class ExtensionState(TextChoices):
    """延期申请的状态."""

    ASKED = "asked", "待批准"
    APPROVED = "approved", "已批准"
    REFUSED = "refused", "未批准"


class Satisfaction(TextChoices):
    """满意度."""

    SATISFIED = "satisfied", "满意"
    FAIR = "fair", "基本满意"
    DISSATISFIED = "dissatisfied", "不满意"


class ConferenceState(TextChoices):
    """会商的状态."""

    PLANNED = "planned", "待召开"
    HELD = "held", "已召开"
    CANCELLED = "cancelled", "已取消"


class CaseOutcome(TextChoices):
    """What came of a case that a conference dealt with."""

    OPEN = "open", "办理中"
    SOLVED = "solved", "已解决"
    UNSOLVED = "unsolved", "没有解决"


class PlanState(TextChoices):
    """帮扶方案的状态."""

    OPEN = "open", "帮扶中"
    CLOSED = "closed", "已结案"
    CANCELLED = "cancelled", "已取消"


class PlanResult(TextChoices):
    """How a support plan ended."""

    ACHIEVED = "achieved", "目标达成"
    PARTLY = "partly", "部分达成"
    NOT_ACHIEVED = "not_achieved", "没有达成"


class SurveySource(TextChoices):
    """Who asked people whether they are satisfied (G-3)."""

    STREET = "street", "街镇自查"
    DISTRICT = "district", "区级抽查"
    THIRD_PARTY = "third_party", "第三方评估"


class SurveyMethod(TextChoices):
    """How they were asked."""

    PHONE = "phone", "电话"
    HOME = "home", "上门"
    PAPER = "paper", "纸质问卷"
    ONLINE = "online", "网上问卷"
