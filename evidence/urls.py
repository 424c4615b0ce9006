from django.urls import path

from evidence.views import files, handing, items, lists, review

app_name = "evidence"

urlpatterns = [
    path("evidence/", lists.gallery, name="gallery"),
    path("evidence/add/", lists.choose, name="choose"),
    path("evidence/add/<str:subject>/", handing.hand_in, name="hand-in"),
    path("evidence/review/", review.review, name="review"),
    path("evidence/review/<int:pk>/", review.decide, name="decide"),
    path("evidence/<uuid:pk>/", items.item, name="item"),
    path("evidence/<uuid:pk>/file/", files.whole, name="file"),
    path("evidence/<uuid:pk>/thumbnail/", files.thumbnail, name="thumbnail"),
    path("evidence/<uuid:pk>/withdraw/", items.withdraw, name="withdraw"),
    path("evidence/<uuid:pk>/tags/", items.tag_more, name="tag-more"),
    path("evidence/<uuid:pk>/pair/", items.pair, name="pair"),
]
