"""Sentences for people in Indonesian and English, each with a stable code.

A ``Wording`` is the Indonesian sentence itself, so that whoever just shows it shows the first
language of the room; whoever knows the reader's language asks it to ``say`` the sentence.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from gis.ship_sentences import SHIP_SENTENCES

SENTENCES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        **SHIP_SENTENCES,
        # names of legs
        "turnout": ("Persiapan berangkat", "Turnout"),
        "access_to_road": ("Menuju jalan terdekat", "To the nearest road"),
        "access_to_place": (
            "Dari jalan terdekat ke lokasi, di luar jaringan jalan",
            "From the nearest road to the place, off the road network",
        ),
        "access_straight": ("Langsung ke lokasi, tanpa jalan", "Straight to the place, no road"),
        "access_across_gap": (
            "Melintasi celah dalam data jalan",
            "Across a gap in the road data",
        ),
        "access_to_quay": ("Menuju dermaga {quay}", "To the quay {quay}"),
        "access_from_quay": ("Dari dermaga {quay}", "From the quay {quay}"),
        "access_to_shore": ("Menuju pantai", "To the shore"),
        "access_from_shore": ("Dari pantai ke lokasi", "From the shore to the place"),
        "road": ("Jalan tanpa nama", "Unnamed road"),
        "wait": ("Menunggu dan naik: {lane}", "Waiting and boarding: {lane}"),
        "boarding": ("Naik ke perahu", "Boarding the boat"),
        "landing": ("Turun di {quay}", "Landing at {quay}"),
        "landing_beach": ("Mendarat di pantai", "Landing on the beach"),
        "sail": ("Menyeberang ke {quay}", "Sailing to {quay}"),
        "sail_beach": ("Menyeberang ke pantai terdekat", "Sailing to the nearest shore"),
        "sail_at_sea": ("Menuju lokasi di laut", "Sailing to the place at sea"),
        # what a reader must know
        "boarding_included": (
            "Termasuk naik {boarding_min} menit; waktu tunggu rata-rata {wait_min} menit",
            "Includes {boarding_min} min of boarding; mean wait {wait_min} min",
        ),
        "wait_unknown": (
            "Jadwal tidak diketahui: tunggu {wait_min} menit dan naik {boarding_min} menit",
            "Sailings unknown: {wait_min} min of waiting, {boarding_min} min of boarding assumed",
        ),
        "lane_sourced": ("Waktu layar menurut {source}", "Crossing time as stated by {source}"),
        "lane_estimated": (
            "Waktu layar diperkirakan dari jarak pada {speed} km/jam",
            "Crossing time estimated from the distance at {speed} km/h",
        ),
        "confirm_with_port": (
            "Pelayaran {lane} belum dipastikan: konfirmasi ke pelabuhan",
            "The crossing {lane} is not confirmed: confirm with the port",
        ),
        "lane_slowed": ("Lintasan diperlambat {factor} kali", "The lane is slowed by {factor}"),
        "boat_lane_closed": (
            "Lintasan {lane} ditutup untuk kapal: pastikan perahu boleh berlayar",
            "The lane {lane} is closed to ships: make sure that boats may sail",
        ),
        "around_zone": (
            "Mengitari zona laut yang ditutup",
            "Sails around a zone that is closed at sea",
        ),
        "boat_slowed": (
            "Diperlambat oleh keadaan laut",
            "Slowed by the state of the sea",
        ),
        "boat_speed": (
            "Diperkirakan pada {speed} km/jam mengitari daratan",
            "Estimated at {speed} km/h around the land",
        ),
        "no_sea_path": (
            "Alur pelayaran tidak ditemukan: jarak lurus dipakai",
            "No way over water was found: the straight distance is used",
        ),
        "snapped_far": (
            "Lokasi berjarak {distance} m dari jalan terdekat",
            "The place is {distance} m from the nearest road",
        ),
        "start_far": (
            "Titik berangkat berjarak {distance} m dari jalan terdekat",
            "The start is {distance} m from the nearest road",
        ),
        "beach_landing": (
            "Tidak ada dermaga di dekat lokasi: mendarat di pantai",
            "No quay near the place: landing on the beach",
        ),
        "no_road_data": (
            "Data jalan {land} tidak tersedia: dihitung lurus",
            "No road data for {land}: taken straight",
        ),
        "road_gap": (
            "Data jalan terputus {distance} m: dianggap dapat dilalui",
            "The road data has a gap of {distance} m: taken to be passable",
        ),
        "offshore_start": (
            "Posisi unit {distance} m di laut: dianggap di {land}",
            "The unit's position is {distance} m at sea: taken to be on {land}",
        ),
        "ends_at_shore": (
            "Lokasi {distance} m di laut: kendaraan hanya sampai di pantai",
            "The place is {distance} m at sea: vehicles get to the shore only",
        ),
        "slowed_road": (
            "Perjalanan melewati jalan yang diperlambat",
            "The journey uses a road that is slowed",
        ),
        "way_around": (
            "Jalan yang lebih cepat tertutup atau diperlambat: {minutes} menit lebih lama",
            "A faster way is closed or slowed: {minutes} min longer",
        ),
        "station_unconfirmed": (
            "Letak pos asal unit belum dipastikan",
            "The position of the unit's home station is unconfirmed",
        ),
        # why there is no way
        "place_at_sea": (
            "Lokasi di laut: hanya perahu yang dapat ke sana",
            "The place is at sea: only boats can go there",
        ),
        "unit_at_sea": (
            "Posisi kendaraan {distance} m dari daratan, di laut: hubungi awaknya",
            "The vehicle's position is {distance} m off the land, at sea: call its crew",
        ),
        "unit_abroad": (
            "Posisi kendaraan di luar kabupaten, tanpa data jalan: hubungi awaknya",
            "The vehicle's position lies outside the regency, without road data: call its crew",
        ),
        "place_abroad": (
            "Lokasi di luar kabupaten: data jalan tidak tersedia",
            "The place lies outside the regency: no road data",
        ),
        # why a unit is not offered
        "slower": (
            "+{behind} menit: tiba dalam {minutes} menit",
            "+{behind} min: arrives in {minutes} min",
        ),
        "busy": ("Sedang bertugas", "On an assignment"),
        "off_duty": ("Lepas tugas", "Off duty"),
        "out_of_service": ("Tidak siap", "Out of service"),
        "wrong_kind": ("Jenis unit tidak sesuai", "Not the kind of unit asked for"),
        "missing_capability": ("Tidak mempunyai: {missing}", "Lacks: {missing}"),
        "unknown_position": (
            "Tidak ada posisi dan tidak ada pos asal",
            "Neither a position nor a home station is known",
        ),
        # why nobody comes
        "no_unit_of_kind": (
            "Tidak ada unit dari jenis ini yang bertugas",
            "No unit of this kind is on duty",
        ),
        "all_committed": ("Semua unit sedang bertugas", "All units are on assignments"),
        "all_stale": (
            "Posisi semua unit yang siap sudah lama: telepon dahulu",
            "The positions of all available units are old: call first",
        ),
        "unreachable": (
            "Tidak ada unit siap yang dapat mencapai lokasi: {why}",
            "No available unit can reach the place: {why}",
        ),
        "all_lane_closed": (
            "Unit siap tertahan lintasan yang ditutup: {why}",
            "Available units are held by a closed lane: {why}",
        ),
        "all_sailing_too_late": (
            "Unit siap tertahan kapal yang terlalu lama: {why}",
            "Available units would wait too long for a ship: {why}",
        ),
        "no_position": ("Unit tidak mempunyai posisi", "The unit has no position"),
        "no_road": (
            "Tidak ada jalan di {land}; jalan terdekat {distance} km dari lokasi",
            "There is no road on {land}; the nearest one is {distance} km from the place",
        ),
        "no_roads_at_all": (
            "Tidak ada jalan di {land}",
            "There is no road on {land}",
        ),
        "not_connected": (
            "Tidak ada jalan atau penyeberangan dari {start} ke {land} dalam data",
            "There is no land or ferry connection from {start} to {land} in the data",
        ),
        "closed_road": (
            "Jalan ditutup: tidak ada jalan lain ke {land}",
            "A road is closed and there is no other way to {land}",
        ),
        "no_vehicle_ferry": (
            "Penyeberangan {lane} tidak mengangkut kendaraan",
            "The crossing {lane} carries no vehicles",
        ),
        "lane_closed": ("Lintasan {lane} ditutup", "The lane {lane} is closed"),
        "sailing_too_late": (
            "Kapal {lane} berikutnya rata-rata {wait_h} jam lagi, melampaui {horizon_h} jam",
            "The next sailing {lane} is {wait_h} h away on average, beyond {horizon_h} h",
        ),
        "boats_closed": (
            "Semua perahu kecil dilarang berlayar",
            "All small boats are told not to sail",
        ),
        "zone_closed": (
            "Zona laut yang ditutup tidak dapat dikitari",
            "A zone that is closed at sea cannot be sailed around",
        ),
        "no_water": (
            "Tidak ada jalan air ke lokasi bagi perahu",
            "There is no way over water to the place",
        ),
    }
)


class Wording(str):
    """An Indonesian sentence that knows its code, its parameters and its English form."""

    code: str
    params: Mapping[str, Any]

    def __new__(cls, code: str, **params: Any) -> Wording:
        """Fill the sentence of ``code``; KeyError if there is none."""
        sentence = super().__new__(cls, SENTENCES[code][0].format(**params))
        sentence.code = code
        sentence.params = params
        return sentence

    def __getnewargs_ex__(self) -> tuple[tuple[str], dict[str, Any]]:
        return (self.code,), dict(self.params)

    def say(self, language: str) -> str:
        """Return the sentence in ``id`` or ``en``; any other language is answered in Indonesian."""
        params = {key: said(value, language) for key, value in self.params.items()}
        return SENTENCES[self.code][language == "en"].format(**params)


def said(text: Any, language: str) -> Any:
    """Return a text in a language if it is a ``Wording``, else whatever it is as it is."""
    return text.say(language) if isinstance(text, Wording) else text
