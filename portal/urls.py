from django.urls import path

from portal.views import home, kit

app_name = "portal"

urlpatterns = [
    path("", home.home, name="home"),
    path("todos/count/", home.todo_count, name="todo-count"),
    path("kit/", kit.kit, name="kit"),
]
