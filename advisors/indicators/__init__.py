"""What the team gives the score: T6-1 … T6-6, P2-3 and the milestones of the staffing."""

from advisors.indicators import duty, helpers, posts, staffing, stars
from advisors.indicators.columns import KIND, LEVEL, NAME, SINCE

__all__ = ["KIND", "LEVEL", "NAME", "SINCE", "duty", "helpers", "posts", "staffing", "stars"]
