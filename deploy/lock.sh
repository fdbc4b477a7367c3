#!/usr/bin/env bash
# Pins the packages of pyproject.toml again, with hashes and without any registry's address.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
command -v uv >/dev/null || { echo "make lock needs uv on the PATH" >&2; exit 1; }

compile() {
    uv pip compile --quiet --upgrade --python "${PYTHON:-/usr/bin/python3}" --no-header \
        --generate-hashes "$@"
}

compile -o requirements.txt pyproject.toml
compile -c requirements.txt --group dev -o requirements-dev.txt pyproject.toml
compile --group setup -o requirements-setup.txt
compile --group assets -o requirements-assets.txt
if grep -nE 'https?://' requirements*.txt; then
    echo "a registry's address slipped in" >&2
    exit 1
fi
