"""The sentences of the free route on the console's map."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

ROUTE_WORDS = {
    "free_route_from": _("Klik titik berangkat di peta."),
    "free_route_to": _("Klik tujuan di peta."),
    "free_route_from_unit": _("Dari {unit}: klik tujuan di peta."),
    "free_route_title": _("Rute bebas"),
    "free_route_facts": _("{duration} ({range}) · {distance}"),
    "free_route_closed": _("Ditutup: {reason}"),
    "free_route_slowed": _("Diperlambat: {reason}"),
    "free_route_steps": _("Petunjuk jalan"),
    "free_route_print": _("Cetak"),
    "free_route_navigate": _("Navigasi telepon"),
    "free_route_vehicle": _("Kendaraan"),
    "route_paper": _("Rute di kertas"),
    "vehicle_ambulance": _("Ambulans"),
    "vehicle_fire_truck": _("Mobil pemadam"),
    "vehicle_motorcycle": _("Sepeda motor"),
    "vehicle_car": _("Mobil"),
    "vehicle_boat": _("Perahu"),
}
