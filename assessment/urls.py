from django.urls import path, register_converter

from assessment.views import board, runs, standard, street, timeline


class StreetCode:
    """The 9 digits of a street."""

    regex = r"\d{9}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class ClauseCode(StreetCode):
    """T8-4, S1-1, G-2."""

    regex = r"[A-Z]\d*-\d+"


class PartCode(StreetCode):
    """T8, R."""

    regex = r"[A-Z]\d*"


register_converter(StreetCode, "street")
register_converter(ClauseCode, "clause")
register_converter(PartCode, "part")

app_name = "assessment"

urlpatterns = [
    path("scores/", board.board, name="board"),
    path("scores/export/", board.export_board, name="export"),
    path("scores/<street:street>/", street.street, name="street"),
    path("scores/<street:street>/parts/<part:part>/", board.part, name="part"),
    path("scores/<street:street>/<clause:clause>/", street.clause, name="clause"),
    path("scores/<street:street>/<clause:clause>/rows/", street.rows, name="rows"),
    path("clauses/", standard.clauses, name="clauses"),
    path("clauses/<clause:clause>/", standard.indicator, name="indicator"),
    path("clauses/<clause:clause>/export/", standard.export_indicator, name="export-indicator"),
    path("timeline/", timeline.timeline, name="timeline"),
    path("runs/", runs.runs, name="runs"),
    path("runs/record/", runs.record, name="record"),
    path("runs/<int:pk>/", runs.run, name="run"),
]
