from django.urls import URLPattern, path

from casework.households.views import caring, keeping, lists, moving, people, record

_RECORD = "casework/households/<uuid:pk>/"

reading: list[URLPattern] = [
    path("casework/households/", lists.households, name="households"),
    path("casework/households/export/", lists.export, name="households-export"),
    path("casework/lookup/", lists.lookup, name="lookup"),
    path(_RECORD, record.household, name="household"),
    path(f"{_RECORD}reason/", record.reason, name="household-reason"),
    path(f"{_RECORD}reveal/", record.reveal, name="household-reveal"),
]

_MEMBER = f"{_RECORD}members/<uuid:member>/"
_CATEGORY = f"{_RECORD}categories/<int:category>/"

writing: list[URLPattern] = [
    path("casework/households/add/<slug:code>/", keeping.add, name="household-add"),
    path("casework/cares/", caring.cares, name="cares"),
    path(f"{_RECORD}change/", keeping.change, name="household-change"),
    path(f"{_RECORD}history/", keeping.history, name="household-history"),
    path(f"{_RECORD}members/", people.members, name="household-members"),
    path(_MEMBER, people.member_change, name="household-member"),
    path(f"{_MEMBER}remove/", people.member_remove, name="household-member-remove"),
    path(f"{_RECORD}categories/", people.categories, name="household-categories"),
    path(_CATEGORY, people.category_change, name="household-category"),
    path(f"{_CATEGORY}rename/", people.category_rename, name="household-category-rename"),
    path(f"{_CATEGORY}remove/", people.category_remove, name="household-category-remove"),
    path(f"{_RECORD}tier/", people.tier, name="household-tier"),
    path(f"{_RECORD}care/", caring.care, name="household-care"),
    path(f"{_RECORD}list-end/", moving.leave, name="household-list-end"),
    path(f"{_RECORD}relist/", moving.relist, name="household-relist"),
    path(f"{_RECORD}move/", moving.move, name="household-move"),
    path(f"{_RECORD}merge/", moving.merge, name="household-merge"),
]

paths = [*reading, *writing]
