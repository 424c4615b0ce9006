"""What becomes of each street in the sample year, so that the board has something to tell.

One story for each street in the order of their codes; a district with more streets begins
again. Days are (month, day); the demo's day is 20 September, the year's due dates are 30 June
(station, advisors) and 31 December (points, class hours).
"""

from dataclasses import dataclass

# Minutes of training a person attends in the year, from–to; 540 are asked for.
NOTHING, LITTLE, NEARLY, ENOUGH = (0, 0), (90, 330), (450, 535), (640, 720)


@dataclass(frozen=True, slots=True)
class Zeal:
    """How many of a hundred advisors attend nothing, a little and nearly enough; the rest all."""

    nothing: int = 0
    little: int = 0
    nearly: int = 0


@dataclass(frozen=True, slots=True)
class Story:
    """One street's year."""

    # T6-1: advisors fewer than its population asks for, all year, and until autumn.
    staff_short: int = 0
    staff_late: int = 0
    # T6-2, T1-5, S1-5: communities without an advisor, without a point, with a wrong name.
    without_advisor: int = 0
    without_point: int = 0
    points_named_wrong: int = 0
    points_months: tuple[int, int] = (3, 8)
    # T1-2 to T1-4, S1-1: None is a station still planned at the year's end.
    station_on: tuple[int, int] | None = (6, 18)
    station_named_wrong: bool = False
    station_shares_room: bool = False
    extra_on: tuple[int, int] | None = None
    studio_on: tuple[int, int] | None = None
    # T6-3, T6-5, T6-6.
    third_party: int = 0
    volunteers: int = 0
    stars: int = 0
    files_dates: bool = False
    without_education: int = 0
    # T8: the months of the street's own sessions; their kinds go round.
    months: tuple[int, ...] = (3, 4, 5, 6, 8, 9, 10, 11)
    kinds: tuple[str, ...] = ("岗前培训", "日常督训", "骨干带训")
    zeal: Zeal = Zeal()
    # By how many days people put a session off; few means that most hours are done by autumn.
    puts_off: int = 400
    has_own_trainer: bool = False
    # Who of Team.cast is found here.
    cast: tuple[str, ...] = ()


STORIES = (
    # The model: all in place before the summer.
    Story(
        points_months=(3, 6),
        station_on=(5, 20),
        studio_on=(9, 10),
        third_party=2,
        volunteers=3,
        stars=6,
        files_dates=True,
        months=(2, 3, 4, 4, 5, 6, 6, 7, 8, 9, 10, 11),
        zeal=Zeal(nearly=8),
        puts_off=110,
        has_own_trainer=True,
    ),
    # Solid, with one more advisor than needed; one serves two communities.
    Story(
        staff_short=-1,
        without_advisor=2,
        without_point=1,
        points_named_wrong=2,
        extra_on=(8, 15),
        volunteers=2,
        stars=3,
        months=(3, 4, 5, 6, 6, 7, 8, 9, 10, 12),
        zeal=Zeal(nothing=3, little=12, nearly=15),
        puts_off=150,
        cast=("two_posts", "on_leave"),
    ),
    # On the last workday in June; short of staff; no induction held.
    Story(
        staff_short=2,
        without_advisor=3,
        without_point=4,
        points_months=(4, 12),
        points_named_wrong=5,
        station_on=(6, 28),
        stars=1,
        without_education=3,
        kinds=("日常督训", "骨干带训"),
        zeal=Zeal(nothing=8, little=25, nearly=22),
    ),
    # The short name on the plate, two weeks late.
    Story(
        staff_late=1,
        without_point=2,
        points_months=(4, 9),
        station_on=(7, 12),
        station_named_wrong=True,
        third_party=1,
        months=(4, 5, 6, 7, 8, 9, 11),
        zeal=Zeal(nothing=5, little=20, nearly=10),
        has_own_trainer=True,
        cast=("left",),
    ),
    # A third of the staff missing, the station two months late.
    Story(
        staff_short=3,
        without_advisor=6,
        without_point=9,
        points_months=(5, 12),
        station_on=(8, 26),
        station_shares_room=True,
        without_education=4,
        months=(5, 7, 9, 10, 11, 12),
        kinds=("日常督训",),
        zeal=Zeal(nothing=15, little=40, nearly=20),
    ),
    # Everything there, but the points go by what they are called locally.
    Story(
        points_named_wrong=9,
        station_on=(4, 16),
        extra_on=(10, 16),
        volunteers=4,
        stars=4,
        files_dates=True,
        months=(2, 3, 4, 5, 5, 6, 7, 8, 9, 11),
        zeal=Zeal(little=6, nearly=10),
        puts_off=160,
        cast=("namesakes",),
    ),
    # Small: its station opens in the autumn, and so do two of its posts.
    Story(
        staff_late=2,
        points_months=(6, 11),
        station_on=(10, 28),
        months=(3, 5, 7, 9, 11, 12),
        zeal=Zeal(nothing=10, little=30, nearly=10),
        cast=("dotted_name",),
    ),
    # Large: open on the very due date, its points a long way from complete.
    Story(
        staff_short=1,
        without_advisor=4,
        without_point=10,
        points_months=(4, 11),
        points_named_wrong=4,
        station_on=(6, 30),
        extra_on=(9, 2),
        third_party=2,
        stars=2,
        months=(3, 4, 5, 6, 7, 8, 9, 10, 11),
        zeal=Zeal(nothing=5, little=15, nearly=25),
        has_own_trainer=True,
    ),
    # A station only on paper, no training of its own: only what the district runs.
    Story(
        staff_short=5,
        without_advisor=8,
        without_point=13,
        points_months=(6, 12),
        station_on=None,
        without_education=2,
        months=(),
        zeal=Zeal(nothing=35, little=50, nearly=10),
    ),
    # The largest, and near the mark: two people end the year at 540 and at 539 minutes.
    Story(
        without_advisor=2,
        without_point=3,
        points_named_wrong=3,
        points_months=(3, 10),
        station_on=(5, 30),
        stars=3,
        third_party=1,
        volunteers=2,
        months=(3, 4, 6, 11, 11, 5, 7, 8, 9, 10),
        zeal=Zeal(nothing=2, little=10, nearly=18),
        puts_off=140,
        has_own_trainer=True,
        cast=("exact_hours",),
    ),
)
