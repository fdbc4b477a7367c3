"""The sentences of the supervisor's view of the sea, and of incidents that wait for a lane."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

SEA_WORDS = {
    "close_lane": _("Tutup lintasan"),
    "lane_reason": _("gelombang tinggi, perintah KSOP"),
    "lane_source": _("pengawas"),
    "lane_vehicles": _("mengangkut kendaraan"),
    "lane_boat": _("perahu, tanpa kendaraan"),
    "lane_open": _("terbuka"),
    "lane_no_contact": _("kontak belum dicatat"),
    "lane_confirm": _("Pastikan hari ini"),
    "lane_withdraw": _("Batalkan kepastian"),
    "lane_confirmed": _("dipastikan {time} WIB oleh {by}"),
    "lane_confirmed_parts": _("dipastikan lewat setiap bagiannya"),
    "lane_unconfirmed": _("belum: konfirmasi ke pelabuhan"),
    "lane_on_demand": _("berangkat bila dipesan"),
    "lane_about_every": _("kira-kira tiap {span}"),
    "lane_no_departures": _("jadwal tidak diketahui"),
    "sea_boats": _("Semua perahu kecil"),
    "sea_zone": _("Zona di peta"),
    "sea_nothing_closed": _("Tidak ada yang ditutup di laut."),
    "sea_no_history": _("Belum ada penutupan."),
    "sea_since": _("sejak {time} WIB oleh {by}"),
    "sea_source": _("sumber: {source}"),
    "sea_until": _("sampai {time} WIB"),
    "sea_until_news": _("sampai ada kabar"),
    "sea_opened": _("dibuka {time} WIB oleh {by}"),
    "sea_still_closed": _("masih berlaku"),
    "sea_ended": _("berakhir {time} WIB"),
    "sea_closed_now": _("{name} ditutup."),
    "sea_opened_now": _("{name} dibuka lagi."),
    "sea_undo": _("Urungkan"),
    "wait_running": _("Menunggu {lane}: {time}"),
    "wait_why": _("ditutup sejak {time} WIB: {reason}"),
    "wait_over": _("{lane} tidak lagi ditutup: {incident} dapat dilayani, periksa rekomendasi."),
    "wait_units": _("unit: {units}"),
}
