"""Forms of stations and points."""

from stations.forms.points import OpenPointsForm, PointForm
from stations.forms.sites import CloseForm, MoveForm
from stations.forms.stations import StationForm

__all__ = ["CloseForm", "MoveForm", "OpenPointsForm", "PointForm", "StationForm"]
