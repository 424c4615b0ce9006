"""What a file can prove of a training plan (T8-1)."""

from evidence.subjects import Tag

SUBJECT = "training_plan"
SIGNED_PLAN = Tag(
    "signed_training_plan",
    "签批的培训方案",
    "T8-1",
    hint="平台启用前由街镇负责人签批的年度培训方案，PDF 或 Word，签名和日期清楚。",
    is_document=True,
)
