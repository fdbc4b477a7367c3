"""Sentences about ships and when they sail, in Indonesian and English; see ``gis.wording``."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

SHIP_SENTENCES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "ship_leaves": (
            "Kapal berangkat pukul {when}; naik {boarding_min} menit sebelumnya",
            "The ship leaves at {when}; boarding ends {boarding_min} min earlier",
        ),
        "ship_leaves_aboard": (
            "Kapal berangkat pukul {when}; unit sudah di antrean dermaga",
            "The ship leaves at {when}; the unit stands in line on the quay already",
        ),
        "ship_by_headway": (
            "Kapal tiap {headway_min} menit, diperkirakan berangkat pukul {when}; "
            "naik {boarding_min} menit",
            "A ship every {headway_min} min, expected to leave at {when}; "
            "boarding {boarding_min} min",
        ),
        "boat_on_demand": (
            "Perahu dipesan saat penugasan, siap dalam {ready_min} menit, diperkirakan berangkat "
            "pukul {when}; naik {boarding_min} menit",
            "The boat is asked for at dispatch and ready in {ready_min} min, expected to leave at "
            "{when}; boarding {boarding_min} min",
        ),
        "call_boat_now": (
            "Perahu {lane} berangkat bila dipesan: hubungi sekarang",
            "The boat {lane} sails when it is asked for: call now",
        ),
        "call_boat_now_at": (
            "Perahu {lane} berangkat bila dipesan: hubungi sekarang, {contact}",
            "The boat {lane} sails when it is asked for: call now, {contact}",
        ),
        "ship_may_be_missed": (
            "Jika kapal {lane} terlewat, berikutnya baru pukul {when}",
            "If the ship {lane} is missed, the next one leaves at {when} only",
        ),
        "ship_may_be_late": (
            "Kapal {lane} mungkin baru berangkat pukul {when}",
            "The ship {lane} may not leave before {when}",
        ),
        "last_ship": (
            "Jika kapal {lane} terlewat, tidak ada kapal lain dalam {days} hari",
            "If the ship {lane} is missed, there is no other one within {days} days",
        ),
        "lane_delayed": (
            "Lintasan {lane} ditutup atau diperlambat: kapal berangkat atau tiba lebih lambat",
            "The lane {lane} is closed or slowed: the ship leaves or arrives later",
        ),
        "aboard": ("Di atas kapal: {lane}", "Aboard: {lane}"),
        "aboard_left": (
            "Sisa pelayaran dari posisi terakhir",
            "What is left of the crossing from the last position",
        ),
        "direction_unknown": (
            "Arah kapal {lane} tidak diketahui: dianggap menuju {quay}",
            "Where the ship {lane} is bound for is not known: taken to be {quay}",
        ),
        "clock": ("{hour}.{minute} {zone}", "{hour}:{minute} {zone}"),
        "clock_on_day": (
            "{hour}.{minute} {zone} tanggal {day}/{month}",
            "{hour}:{minute} {zone} on {day}/{month}",
        ),
        "confirm_with_port_at": (
            "Pelayaran {lane} belum dipastikan: konfirmasi ke pelabuhan, {contact}",
            "The crossing {lane} is not confirmed: confirm with the port, {contact}",
        ),
        "lane_closed_until": (
            "Lintasan {lane} ditutup sampai pukul {when}",
            "The lane {lane} is closed until {when}",
        ),
        "next_ship_too_late": (
            "Kapal {lane} berikutnya berangkat pukul {when}, melampaui {horizon_h} jam",
            "The next ship {lane} leaves at {when}, beyond {horizon_h} h",
        ),
        "ship_seldom": (
            "Kapal {lane} berangkat kira-kira tiap {every_h} jam tanpa jadwal pasti: dapat "
            "melampaui {horizon_h} jam",
            "Ships {lane} leave about every {every_h} h without a timetable: maybe beyond "
            "{horizon_h} h",
        ),
        "no_ship_known": (
            "Tidak ada kapal {lane} dalam {days} hari ke depan",
            "There is no ship {lane} within the next {days} days",
        ),
    }
)
