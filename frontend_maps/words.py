"""The sentences that the browser shows, in the reader's language.

The modules in ``static`` name a sentence by its key; a test keeps both sides in step.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

WORDS = {
    # measures
    "seconds": _("{n} dtk"),
    "minutes": _("{n} mnt"),
    "hours": _("{n} jam"),
    "hours_minutes": _("{h} jam {m} mnt"),
    "days": _("{n} hari"),
    "kmh": _("km/jam"),
    # connection
    "connection_connecting": _("menyambung"),
    "connection_live": _("tersambung"),
    "connection_lost": _("terputus"),
    "connection_ended": _("perlu masuk"),
    "lost_since": _("Sambungan terputus sejak {time} WIB ({age})."),
    "lost_still": _(
        "Daftar dan peta menunjukkan keadaan terakhir. Panggilan tetap dapat dicatat; "
        "isian disimpan di peramban ini sampai server menjawab. Menyambung ulang sendiri."
    ),
    "error_offline": _("Server tidak terjangkau. Tidak ada yang terkirim; coba lagi sebentar."),
    "error_session": _("Sesi berakhir. Masuk lagi; isian yang belum tersimpan tetap ada."),
    "error_server": _("Server menjawab dengan kesalahan {status}. Coba lagi atau hubungi teknisi."),
    "log_in": _("Masuk"),
    "loading": _("Memuat…"),
    "close": _("Tutup"),
    "back": _("Ke daftar"),
    # header
    "counts": _("Kejadian aktif {open} · menunggu {waiting} · Unit siap {ready}/{all}"),
    # the call
    "new_call": _("Panggilan baru"),
    "call_enter": _("Enter menyimpan"),
    "where": _("Di mana?"),
    "where_hint": _("kata penelepon, nama tempat, atau koordinat"),
    "what": _("Apa?"),
    "priority": _("Prioritas"),
    "proposed": _("(usulan)"),
    "phone": _("Telepon"),
    "caller_name": _("Nama"),
    "notes": _("Catatan"),
    "save_incident": _("Simpan"),
    "no_emergency": _("Bukan darurat: tutup dengan satu tombol"),
    "duplicate_of": _("Ganda dari {number}"),
    "call_closed": _("Panggilan ditutup: {outcome}."),
    "kept_draft": _("Isian tetap ada."),
    "call_keys": _(
        "Saat mengisi panggilan: 1–9 memilih tempat (Alt+1–9 bila kata memuat angka), panah bawah "
        "ke daftar tempat, Tab lalu satu huruf untuk jenis dan satu angka untuk prioritas, Enter "
        "menyimpan, F2 F4 F7 F8 F9 menutup panggilan yang bukan darurat."
    ),
    "candidates": _("Pilihan tempat"),
    "choose_on_map": _("Tunjuk di peta"),
    "unknown_place": _("Tempat belum diketahui"),
    "pin_at": _("Pin: {place}"),
    "pin_typed": _("Pin tepat di {point} · {place}"),
    "pin_dragged": _("Pin digeser ke {point}"),
    "pin_kept": _("Pin tetap di tempat pilihan. Pilih dari daftar untuk memindahkannya."),
    "place_outside": _("Di luar Kabupaten Sumenep; perlu dipastikan."),
    "place_at_sea": _("Di laut."),
    "place_empty": _("Tempat boleh menyusul."),
    "place_searching": _("Mencari tempat…"),
    # lists
    "no_incidents": _("Belum ada kejadian. Tekan N."),
    "no_units": _("Tidak ada unit yang cocok."),
    "units_count": _("{shown} dari {all}"),
    "no_unit_yet": _("belum ada unit"),
    "closed_at": _("selesai {time}"),
    "masked": _("Rahasia"),
    "place_unknown": _("Tempat belum diketahui"),
    "place_unknown_words": _("Tempat belum diketahui: {words}"),
    "place_pin": _("Titik di peta"),
    "position_live": _("posisi {age}"),
    "position_ageing": _("posisi {age}, menua"),
    "position_stale": _("posisi {age}, usang"),
    "position_lost": _("posisi {age}, hilang"),
    "position_assumed": _("dianggap di pangkalan"),
    "position_none": _("posisi tidak diketahui"),
    "position_age": _("posisi {age}"),
    "position_untrusted": _("lokasi tiruan"),
    "position_radio": _("lewat radio"),
    # alarms
    "alarm_incident_without_unit": _("P{priority} {subject} tanpa unit, {age}"),
    "alarm_incident_without_unit_do": _("Tugaskan."),
    "alarm_tracker_silent": _("{subject} pelacak diam"),
    "alarm_tracker_silent_do": _("Panggil lewat radio."),
    "more_alarms": _("dan {n} lagi"),
    # the incident
    "nothing_selected": _("Pilih kejadian: J dan K, atau klik."),
    "since": _("{age} sejak {time} WIB"),
    "read_as": _("dibaca: {how}"),
    "outside_regency": _("Di luar Kabupaten Sumenep. Pastikan tempatnya."),
    "needs_confirmation": _("Tempat perlu dipastikan."),
    "set_place": _("Tentukan tempat di peta"),
    "correct_place": _("Perbaiki tempat"),
    "click_the_place": _("Klik tempatnya di peta."),
    "close_incident": _("Tutup kejadian"),
    "assignments": _("Penugasan"),
    "cancel_assignment": _("Batalkan"),
    "battery": _("baterai"),
    "station": _("Pangkalan"),
    "unconfirmed": _("belum pasti"),
    # the recommendation
    "recommendation": _("Rekomendasi"),
    "recommendation_for": _("Rekomendasi untuk {number}"),
    "kind": _("Jenis"),
    "kind_by_category": _("menurut kejadian"),
    "computed": _("dihitung {age} lalu"),
    "computing": _("Menghitung waktu tempuh…"),
    "more_units": _("Cari unit lagi"),
    "reload": _("Muat ulang"),
    "recommendation_changed": _("Rekomendasi berubah, tekan R untuk memuat."),
    "assign": _("Tugaskan {unit}"),
    "assign_called": _("Sudah dihubungi, tugaskan"),
    "enter_hint": _("Enter hanya bila daftar di atas berbingkai."),
    "assigned": _("{unit} ditugaskan."),
    "undo": _("Batal ({n})"),
    "undo_reason": _("Ditarik kembali oleh petugas dalam sepuluh detik."),
    "call_first": _("Hubungi dahulu"),
    "last_seen": _("terakhir {time} WIB"),
    "never_seen": _("belum pernah mengirim posisi"),
    "no_phone": _("nomor belum dicatat"),
    "not_chosen": _("Tidak dipilih ({n})"),
    # the map
    "zoom_in": _("Perbesar"),
    "zoom_out": _("Perkecil"),
    "map_missing": _("Peta tidak dapat dimuat. Daftar tetap bekerja; muat ulang halaman nanti."),
    "map_not_updated": _("Peta tidak diperbarui sejak {time} WIB."),
    "map_layers_missing": _("Lapisan peta belum ada: {layers}."),
    "closure_closed": _("Ditutup"),
    "closure_slowed": _("Melambat {factor}×"),
    "closure_until": _("sampai {time} WIB"),
    # further alarms
    "alarm_panic": _("{subject}: awak minta bantuan, {age}"),
    "alarm_panic_do": _("Hubungi awak sekarang; kirim bantuan."),
    # keys
    "keys": _("Tombol"),
    "letters_on": _("Tombol satu huruf aktif"),
    "key_call": _("panggilan baru"),
    "key_next": _("kejadian berikut"),
    "key_previous": _("kejadian sebelumnya"),
    "key_map": _("ke peta"),
    "key_units": _("ke daftar unit"),
    "key_find": _("cari unit"),
    "key_reload": _("muat ulang rekomendasi"),
    "key_into": _("masuk ke daftar rekomendasi"),
    "key_choose": _("pilih unit ke-n; Enter menugaskan"),
    "key_undo": _("tarik kembali penugasan (10 detik)"),
    "key_theme": _("siang atau malam"),
    "key_help": _("tombol ini"),
    "key_back": _("kembali"),
    # crew
    "crew_no_unit": _("Akun ini belum terdaftar sebagai awak unit."),
    "crew_no_assignment": _("Belum ada tugas. Siaga."),
    "crew_sent": _("posisi terkirim {age} lalu"),
    "crew_not_sent": _("Posisi belum terkirim dari telepon ini."),
    "crew_location_off": _("Lokasi telepon mati atau ditolak. Nyalakan izin lokasi."),
    "crew_share": _("Kirim posisi dari telepon ini"),
    "crew_waiting": _("{n} posisi menunggu sambungan."),
    "crew_kept": _("Belum terkirim; akan dikirim saat tersambung."),
    "board_calm": _("Belum ada kejadian."),
    # supervisor
    "landmark_saved": _("Patokan {name} tersimpan; dapat dicari sekarang."),
    "landmark_click": _("Klik tempatnya di peta."),
    "landmarks_none": _("Belum ada patokan."),
    "alias_saved": _("Nama lain {name} tersimpan; dapat dicari sekarang."),
    "delete": _("Hapus"),
    "closures_none": _("Tidak ada jalan atau lintasan yang ditutup."),
    "lift": _("Buka lagi"),
    "close_lane": _("Tutup lintasan"),
    "lane_reason": _("gelombang tinggi, perintah KSOP"),
    "lane_source": _("pengawas"),
    "quarantine_none": _("Karantina kosong."),
}

OUTCOME_TEXT = {
    "ask": _("Lebih dari satu tempat cocok: pilih 1–9, atau Enter menyimpan tanpa pin."),
    "refused": _("Tempat tidak dikenali; kata penelepon tetap disimpan."),
    "outside": _("Di luar Kabupaten Sumenep; perlu dipastikan."),
    "at_sea": _("Di laut."),
    "resolved": _("Tempat ditemukan."),
    "unanswered": _("Pencari tempat tidak menjawab; kata penelepon tetap disimpan."),
}

MODES = {
    "turnout": _("siap-siap"),
    "access": _("akses"),
    "road": _("jalan"),
    "wait": _("tunggu"),
    "sea": _("laut"),
}

POSITION_STATES = {
    "live": _("posisi baru"),
    "ageing": _("posisi menua"),
    "stale": _("posisi usang"),
    "lost": _("posisi hilang"),
    "assumed": _("dianggap di pangkalan"),
    "none": _("tanpa posisi"),
}

REASONS = {
    "slower": _("lebih lambat"),
    "busy": _("sedang bertugas"),
    "wrong_kind": _("jenis tidak sesuai"),
    "missing_capability": _("kemampuan kurang"),
    "stale_position": _("posisi usang"),
    "off_duty": _("lepas tugas"),
    "out_of_service": _("tidak siap"),
    "unreachable_no_way": _("tidak ada jalan ke sana"),
    "unreachable_no_vehicle_ferry": _("tidak ada kapal pengangkut kendaraan"),
    "unreachable_lane_closed": _("lintasan ditutup"),
    "next_sailing_too_late": _("kapal berikutnya terlalu lama"),
}

SHORTFALLS = {
    "no_unit_of_kind": _("Tidak ada unit jenis ini."),
    "all_committed": _("Semua unit sedang bertugas."),
    "all_stale": _("Posisi semua unit usang: hubungi dahulu."),
    "unreachable": _("Tidak ada unit yang dapat sampai ke sana."),
    "lane_closed": _("Lintasan laut ditutup."),
    "sailing_too_late": _("Kapal berikutnya terlalu lama."),
}

LAYERS = {
    "land": _("daratan"),
    "neighbours": _("kabupaten tetangga"),
    "kecamatan": _("kecamatan"),
    "desa": _("desa"),
    "islands": _("pulau"),
    "ports": _("pelabuhan"),
    "facilities": _("faskes"),
    "stations": _("pangkalan"),
    "roads": _("jalan"),
}

SUBSTITUTES = {
    "puskesmas": _("puskesmas"),
    "hospital": _("rumah sakit"),
    "clinic": _("klinik"),
    "village_boat": _("perahu warga"),
    "search_and_rescue": _("SAR"),
    "marine_police": _("polisi air"),
    "navy": _("TNI AL"),
    "volunteers": _("relawan"),
}

READINGS = {
    "beginning of the name": _("awal nama"),
    "code without dots": _("kode tanpa titik"),
    "decimal degrees": _("derajat desimal"),
    "degrees and minutes": _("derajat dan menit"),
    "facility": _("faskes"),
    "geo URI": _("tautan geo"),
    "island": _("pulau"),
    "kecamatan of the island": _("kecamatan di pulau itu"),
    "kecamatan of the regency": _("kecamatan di kabupaten"),
    "lon, lat": _("bujur, lintang"),
    "map link pin": _("pin di tautan peta"),
    "map link view": _("tampilan tautan peta"),
    "near": _("dekat"),
    "part of the name": _("bagian nama"),
    "plus code": _("plus code"),
    "point": _("titik"),
    "port": _("pelabuhan"),
    "road": _("jalan"),
    "similar sound": _("bunyi serupa"),
    "spelling corrected": _("ejaan dibetulkan"),
    "code": _("kode"),
    "inside": _("di dalam"),
    "which_island": _("pulau dipilih"),
}
"""The parts of which the geocoder makes ``read_as``; what is not here is shown as it is."""
