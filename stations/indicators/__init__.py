"""What stations, points, their photos and milestones give the score (T1, S1–S3, P2, R5-3)."""

from stations.indicators import milestones, parts, photos, points, progress, stations

__all__ = ["milestones", "parts", "photos", "points", "progress", "stations"]
