"""Moments as people read them: the local clock, with the day where it is another one."""

from __future__ import annotations

from datetime import datetime, tzinfo

from gis.turnout import WIB
from gis.wording import Wording


def clock_words(moment: datetime, since: datetime, zone: tzinfo = WIB) -> Wording:
    """Return a moment as clock time in a zone, with its date unless it is the day of ``since``."""
    here = moment.astimezone(zone)
    told = {"hour": f"{here:%H}", "minute": f"{here:%M}", "zone": here.tzname() or ""}
    if here.date() == since.astimezone(zone).date():
        return Wording("clock", **told)
    return Wording("clock_on_day", day=here.day, month=here.month, **told)
