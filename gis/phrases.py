"""The vocabulary around place names: kinds of place, prepositions, incidents, fillers.

Words are normalised (``gis.names``). Indonesian first; the Madurese and English that callers mix in
stand beside it.
"""

from __future__ import annotations

from functools import lru_cache

from rapidfuzz.distance import OSA

from gis.names import close_sound


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


KIND_WORDS: dict[str, str] = {
    **dict.fromkeys(("kecamatan", "kec", "kecamatannya", "camat", "district"), "kecamatan"),
    **dict.fromkeys(("desa", "ds", "dsa", "disa", "kelurahan", "kel", "village"), "desa"),
    **dict.fromkeys(("dusun", "dsn", "dukuh", "kampung", "kampong", "kp"), "settlement"),
    **dict.fromkeys(("pulau", "pulo", "polo", "p", "island"), "island"),
    **dict.fromkeys(
        ("pelabuhan", "pel", "plabuhan", "pelabuan", "dermaga", "tambatan", "harbour", "port"),
        "port",
    ),
    **dict.fromkeys(("puskesmas", "pukesmas", "pkm", "pusk", "puskes", "pustu"), "puskesmas"),
    **dict.fromkeys(("rs", "rsu", "rsud", "rsi", "rsia", "hospital", "klinik"), "hospital"),
    **dict.fromkeys(("jl", "jln", "jalan", "jalanan", "street", "road"), "road"),
    **dict.fromkeys(("kabupaten", "kab", "regency"), "regency"),
}
"""A word in front of a name -> the kind of place that it announces."""

TWO_WORD_KINDS = {("rumah", "sakit"): "hospital", ("r", "s"): "hospital"}
GILI = "gili"
"""Madurese for a small island; with most of them it is part of the name."""
_LONG_KINDS = tuple(word for word in KIND_WORDS if len(word) >= 7)
_KIND_SOUNDS = {
    close_sound(word): KIND_WORDS[word]
    for word in ("desa", "dusun", "kecamatan", "kampung", "pulau", "jalan")
}

NAME_KIND_WORDS = _words(
    "puskesmas pustu rs rsu rsud rsi rsia rumah sakit jalan jl jln raya pelabuhan pulau"
)
"""Words with which the official name of a port, facility or road may begin."""
TITLES = _words("dr dokter h hj haji hajah kh kyai kiai prof ir jenderal jend brigjend")
"""Titles inside names, which callers leave out."""

AT_WORDS = _words(
    "di e neng ning pada wilayah daerah kawasan alamat alamatnya lokasi lokasinya posisi "
    "tepatnya at in tempat seputar"
)
"""Words after which the place itself follows."""
SENDING_WORDS = _words(
    "ambulan ambulance ambulans kirim kirimkan dikirim damkar pemadam petugas polisi tim bantuan"
)
"""What goes to the place itself: "ambulans ke Lombang"."""
GOING_WORDS = _words("arah menuju jurusan tujuan ke ka to")
"""Words after which comes where somebody is going."""
NEAR_WORDS = GOING_WORDS | _words(
    "dekat dekatnya deket semmak sekitar depan depannya belakang samping sebelah seberang "
    "sebelum setelah sesudah dari near behind from deri utara selatan sisi"
)
"""Words after which comes something beside the place, or where somebody is going."""

DIRECTIONS = _words("utara selatan timur barat tenggara north south east west laok daya temor bara")

SMALL_WORDS = _words(
    "ada adalah agar aku anak anda antar atas atau bahaya baik baru bapak bagian banyak bawah "
    "bang belum bisa bu buat bukan bulan cepat cepetan dan dalam darurat dengan dg dgn disini "
    "disana dong gan halo hallo hai hari ibu ini itu iya jam juga kak kakak kami karena kepada "
    "kita kok lagi lah langsung lebih lewat malam mas masih mau mbak minta mohon nih nya oleh "
    "orang pagi kades klebun lurah bupati pak para parah petugas pun saat saja sama sampai "
    "sangat sana saya sebuah sedang segera sekali sekarang selamat seorang semua sini siang "
    "sore sudah supaya tadi tak tapi telah tengah terjadi tersebut tidak tolong untuk warga ya "
    "yang yg assalamualaikum waalaikumsalam entah lupa gatau gak nggak ndak antara mana siapa "
    "kapan kenapa gimana bagaimana nanti tiba suami istri adik kakek nenek paman bibi tetangga "
    "teman cucu keponakan keluarga besar kecil tinggi panjang masuk keluar bawa kirim datang "
    "lawan melihat lihat dengar butuhkan mohonkan please help the a an of is are there and near "
    "my our we on tahu tau titik pinggir tepi ujung pojok tikungan sudut area persis kurang "
    "kira bapaknya pas sblh oreng engko bule kaule tretan reng manossa dhari bede badha "
    "tolongagin kantos setengah seperempat kilo kilometer meter mtr"
)

INCIDENT_WORDS = _words(
    "112 119 110 113 abrasi ambruk ambulan ambulance ambulans amuk anjing api asap bakar banjir "
    "bantuan begal bencana bengkak berantem berat berdarah berkelahi bertabrakan biawak bocor "
    "bunuh bus butuh buaya celaka cedera copet darah damkar demam evakuasi gantung gas gempa "
    "gigit gila hamil hanyut hilang jatuh jambret jenazah kabur kapal kaki kandas karam kasus "
    "kebakaran kebanjiran kebocoran kecebur kecelakaan kejadian kejang kemalingan keracunan "
    "kerasukan keributan kerusuhan kesurupan kolam kompor konslet korban korslet korsleting "
    "kritis laka lahiran laki lakilantas lalin lalu lantas ledakan listrik lintas longsor luka "
    "maling mati mayat melahirkan meledak meninggal mengamuk minyak mobil mobilnya motor "
    "motornya mogok nelayan ninggal ombak pasien pembunuhan pemadam pencuri pencurian "
    "pendarahan pengeroyokan penculikan penganiayaan perahu perahunya perampokan perempuan "
    "perkelahian persalinan pingsan pohon polisi puting beliung putus rampok ribut roboh "
    "robohnya rusak runtuh sakit sarang sekarat sepeda serangan sesak nafas napas jantung "
    "stroke tabrak tabrakan tabung tanah tawon tawuran teroris tenggelam terbakar terbalik "
    "terguling terjebak terjatuh terjepit terkena kena terlindas tersengat tersesat tertabrak "
    "tertimpa tiang truk truck tsunami tumbang tunggal ular usia wanita bayi balita lansia tua "
    "muda fire burning accident injured sick drowning flood kobbar katonon sake labu mate gelut "
    "kayu sapi kambing ayam kucing tembakau tebu kelapa jagung beras padi kabel aspal celurit "
    "pisau parang senjata bau padam kontak mengapung beringin mangga hewan ternak kdrt "
    "perselisihan demo massa odgj terluka patah tulang berobat rujuk dirujuk rujukan"
)

LANDMARK_WORDS = _words(
    "alun agen apotek asta bandara bank balai bengkel belokan bpbd bukit cafe dinas gang gardu "
    "gg gedung gereja gudang halte hotel hutan indomaret alfamart jembatan kafe kandang kantor "
    "kebun kepala kios kodim komplek kompleks koramil kost kos kua ladang langgar lapangan "
    "lampu merah makam madrasah mall masjid mesjid mi mts ma min musala mushola musholla "
    "mushalla surau pabrik pantai pasar pegadaian pemakaman pendopo perairan perempatan perum "
    "perumahan pertigaan pertamina pesantren pesisir pln pom bensin polindes polres polsek "
    "polsubsektor ponpes poskamling pos posko posyandu prapatan bundaran rel rt rw rumah "
    "rumahnya ruko sawah sd sdn sekolah selat simpang simpangan smk smkn sma sman smp smpn spbu "
    "stadion sumur sungai taman tambak tambang tempat terminal teluk tk toko tugu tower "
    "universitas warung warnet waduk tegal tegalan tegalsari jalur raya laut samudera beach "
    "market mosque school house gunung lahan dapur wisata garam masigit roma bengko lorong blok "
    "nomor no km tps tpi lantai negeri swasta kepulauan jawa madura indonesia satu dua tiga "
    "empat lima wib kota"
)
"""Things that stand in every village: they say nothing without a name."""

_COMMON = (
    SMALL_WORDS | INCIDENT_WORDS | LANDMARK_WORDS | AT_WORDS | NEAR_WORDS | DIRECTIONS | TITLES
)


LINKING_WORDS = (SMALL_WORDS | AT_WORDS | NEAR_WORDS) - DIRECTIONS
"""Words with which no name begins."""


def is_common(word: str) -> bool:
    """Tell whether a word says nothing about which place is meant."""
    return word in _COMMON or word.isdigit()


def kind_at(words: list[str], start: int) -> tuple[str, int] | None:
    """Return the kind of place that is announced at a position, and by how many words."""
    pair = tuple(words[start : start + 2])
    if len(pair) == 2 and pair in TWO_WORD_KINDS:
        return TWO_WORD_KINDS[pair[0], pair[1]], 2
    kind = KIND_WORDS.get(words[start]) or _misspelt_kind(words[start])
    return (kind, 1) if kind else None


@lru_cache(maxsize=4096)
def _misspelt_kind(word: str) -> str | None:
    """Return the kind of a word that sounds like "desa", or is "kecamatan" with one slip."""
    if is_common(word) or len(word) < 4:
        return None
    if kind := _KIND_SOUNDS.get(close_sound(word)):
        return kind
    near = [known for known in _LONG_KINDS if OSA.distance(word, known, score_cutoff=1) <= 1]
    return KIND_WORDS[near[0]] if near else None


_SKIPPED_AFTER_KIND = frozenset(
    {"raya", "besar", "utama", "umum", "induk", "nama", "ikan", "daerah", "penyeberangan", "feri"}
    | {"penyebrangan", "ferry", "fery", "asdp", "kapal", "laut", "rakyat", "rawat", "inap"}
)
_MOST_SKIPPED, _LONGEST_INITIAL = 3, 2


def words_left_out(words: list[str], kinds: tuple[str, ...]) -> int:
    """Return how many words between a kind and its name may be left out.

    Behind a facility or port another kind may stand: "puskesmas kecamatan Bluto". Names of roads
    and hospitals are people's, with titles and initials.
    """
    skipped = _SKIPPED_AFTER_KIND
    if {"facility", "port"} & set(kinds):
        skipped |= {word for word, kind in KIND_WORDS.items() if kind in {"kecamatan", "desa"}}
        skipped |= {"pulau", "p"}
    named_after_people = bool({"facility", "road"} & set(kinds))
    count = 0
    for word in words[:_MOST_SKIPPED]:
        is_initial = word in TITLES or (len(word) <= _LONGEST_INITIAL and not is_common(word))
        is_initial = is_initial and named_after_people
        if word not in skipped and not is_initial:
            break
        count += 1
    return count
