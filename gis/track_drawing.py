"""Chooses the fixes of a track that a map needs to draw it and to play it back."""

from __future__ import annotations

from collections.abc import Sequence

from gis.thinning import kept_points
from gis.tracks import Piece

SHOWN_MAX = 12_000
"""Vertices that a browser draws without effort."""
TOLERANCES_M = (0.0, 5.0, 10.0, 20.0, 50.0, 100.0, 200.0)
STEP_MAX_S = 3600.0
"""What stays of a long rest; the times between follow from the line."""


def drawn_within(piece: Piece, tolerance_m: float) -> Piece:
    """Return the fixes that keep where and when within a tolerance; 0 keeps all."""
    if tolerance_m <= 0 or len(piece) < 3:
        return piece
    keep = kept_points(
        [fix.time.timestamp() for fix in piece],
        [fix.lon for fix in piece],
        [fix.lat for fix in piece],
        shape_m=tolerance_m,
        step_max_s=STEP_MAX_S,
    )
    return [fix for fix, stays in zip(piece, keep, strict=True) if stays]


def tolerance_for(pieces: Sequence[Piece], shown_max: int = SHOWN_MAX) -> float:
    """Return the smallest tolerance in metres that leaves few enough fixes to draw.

    The largest of the table where even that leaves more.
    """
    for tolerance_m in TOLERANCES_M:
        if sum(len(drawn_within(piece, tolerance_m)) for piece in pieces) <= shown_max:
            return tolerance_m
    return TOLERANCES_M[-1]
