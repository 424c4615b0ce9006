"""Forms of stations and points."""

from stations.forms.leaflets import LeafletForm
from stations.forms.points import OpenPointsForm, PointForm
from stations.forms.sites import CloseForm, MoveForm
from stations.forms.stations import StationForm

__all__ = ["CloseForm", "LeafletForm", "MoveForm", "OpenPointsForm", "PointForm", "StationForm"]
