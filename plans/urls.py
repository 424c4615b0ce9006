from django.urls import path

from plans.views import (
    attaching,
    beginning,
    desk,
    handing_in,
    leadership,
    reading,
    reminding,
    review,
    word,
    writing,
)

app_name = "plans"

urlpatterns = [
    path("plans/", reading.plan_list, name="list"),
    path("plans/export/", desk.export, name="export"),
    path("plans/remind/", reminding.reminding, name="remind"),
    path("plans/begin/<slug:code>/", beginning.begin, name="begin"),
    path("plans/leadership/<slug:code>/", leadership.leadership, name="leadership"),
    path("plans/leadership/<slug:code>/group/", leadership.name_group, name="group"),
    path("plans/meetings/<int:pk>/", leadership.meeting, name="meeting"),
    path("plans/<int:pk>/", reading.plan, name="plan"),
    path("plans/<int:pk>/parts/<str:kind>/", writing.part, name="part"),
    path("plans/<int:pk>/form/", attaching.choose_form, name="form"),
    path("plans/<int:pk>/paper/", attaching.paper, name="paper"),
    path("plans/<int:pk>/submit/", handing_in.submit, name="submit"),
    path("plans/<int:pk>/withdraw/", handing_in.withdraw, name="withdraw"),
    path("plans/<int:pk>/publish/", handing_in.publish, name="publish"),
    path("plans/<int:pk>/versions/<int:number>/", reading.version, name="version"),
    path("plans/<int:pk>/word/", word.word, name="word"),
    path("plans/<int:pk>/review/", review.review, name="review"),
    path("plans/<int:pk>/review/finish/", review.finish, name="finish-review"),
    path("plans/<int:pk>/review/paper/", review.accept_paper, name="accept-paper"),
    path("plans/<int:pk>/review/<str:kind>/", review.part, name="review-part"),
]
