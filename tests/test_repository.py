"""House rules of the repository itself: sizes, addresses, licences, checksums, tests."""

from __future__ import annotations

import ast
import hashlib
import re
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
NOT_OURS = {".git", ".venv", "var", "node_modules"}
LINES_LIMIT = 350
BYTES_LIMIT = 1_500_000

# Written in pieces, so that this file does not name what it looks for.
REGISTRIES = "|".join(
    [r"py" + r"pi\.", "python" + "hosted", "npm" + r"js\.", r"deb\.deb" + "ian", "yarn" + "pkg"]
)
REGISTRY_ADDRESS = re.compile(rf"https?://[^\s\"'<>]*({REGISTRIES})", re.IGNORECASE)
MACHINE_PATH = re.compile(r"(?<![\w.])/(" + "wo" + "rk|ro" + "ot|ho" + r"me)/[\w.]")
UNSAFE_HTML = re.compile(r"\b(innerHTML|outerHTML|insertAdjacentHTML|document\.write)\b")
COPYLEFT = re.compile(r"(?<!L)(?<!Lesser )(A?GPL|(Affero )?General Public)", re.IGNORECASE)


def our_files(*suffixes: str) -> Iterator[Path]:
    for path in sorted(ROOT.rglob("*")):
        parts = path.relative_to(ROOT).parts
        hidden_cache = any(part.endswith("_cache") or part == "__pycache__" for part in parts)
        if NOT_OURS & set(parts) or hidden_cache or ".hypothesis" in parts or not path.is_file():
            continue
        if not suffixes or path.suffix in suffixes:
            yield path


def text_of(path: Path) -> str:
    try:
        return path.read_text()
    except UnicodeDecodeError:
        return ""


def named(paths: Iterator[Path]) -> list[str]:
    return [str(path.relative_to(ROOT)) for path in paths]


def test_no_source_file_is_longer_than_350_lines() -> None:
    sources = our_files(".py", ".js", ".sh")

    too_long = [
        path
        for path in sources
        if "migrations" not in path.parts and text_of(path).count("\n") > LINES_LIMIT
    ]

    assert named(iter(too_long)) == []


def test_no_file_is_large() -> None:
    assert named(path for path in our_files() if path.stat().st_size > BYTES_LIMIT) == []


def test_no_file_holds_the_address_of_a_package_registry() -> None:
    assert named(path for path in our_files() if REGISTRY_ADDRESS.search(text_of(path))) == []


def test_no_file_holds_a_path_of_somebodys_machine() -> None:
    assert named(path for path in our_files() if MACHINE_PATH.search(text_of(path))) == []


def test_pages_never_build_html_from_text() -> None:
    scripts = our_files(".js", ".html")

    assert named(path for path in scripts if UNSAFE_HTML.search(text_of(path))) == []


def test_nothing_is_left_to_do_in_the_code() -> None:
    left = re.compile(r"\b(TO" + "DO|FIX" + "ME|NotImplemented" + r"Error)\b")

    assert named(path for path in our_files(".py", ".js") if left.search(text_of(path))) == []


@pytest.mark.parametrize("file", sorted(ROOT.glob("requirements*.txt")), ids=lambda file: file.name)
def test_every_pinned_package_has_a_hash(file: Path) -> None:
    pins = re.findall(r"^[a-z0-9].*?==.*?(?=^[a-z0-9]|\Z)", file.read_text(), re.M | re.S | re.I)

    assert pins
    assert [pin.split()[0] for pin in pins if "--hash=sha256:" not in pin] == []


def test_every_dependency_says_why_it_is_there() -> None:
    lines = (ROOT / "pyproject.toml").read_text().splitlines()
    begin = next(n for n, line in enumerate(lines) if line.startswith("dependencies = ["))
    end = next(n for n, line in enumerate(lines) if line.startswith("[tool."))
    dependencies = [line for line in lines[begin:end] if line.startswith('    "')]

    assert len(dependencies) > 20
    assert [line for line in dependencies if '", ' not in line or "# " not in line] == []


def test_no_dependency_is_under_gpl_or_agpl() -> None:
    pinned = re.findall(r"^([A-Za-z0-9._-]+)==", (ROOT / "requirements-dev.txt").read_text(), re.M)

    refused = [name for name in pinned if COPYLEFT.search(licence_of(name))]

    assert len(pinned) > 40
    assert refused == []


def licence_of(package: str) -> str:
    """Return what a package says of its licence; empty for one not installed on this platform."""
    try:
        fields = metadata(package)
    except PackageNotFoundError:
        return ""
    classifiers = [
        line for line in fields.get_all("Classifier") or [] if line.startswith("License")
    ]
    short = (fields.get("License") or "").splitlines()[:1]
    return " ".join([fields.get("License-Expression") or "", *short, *classifiers])


DATA_FOLDERS = sorted(path for path in (ROOT / "data").iterdir() if path.is_dir())


@pytest.mark.parametrize("folder", DATA_FOLDERS, ids=lambda folder: folder.name)
def test_a_data_folder_states_source_licence_and_defects(folder: Path) -> None:
    readme = (folder / "README.md").read_text().lower()

    assert "source" in readme
    assert "licence" in readme
    assert "defect" in readme


@pytest.mark.parametrize("folder", DATA_FOLDERS, ids=lambda folder: folder.name)
def test_the_checksums_of_a_data_folder_match_its_files(folder: Path) -> None:
    lines = (folder / "SHA256SUMS").read_text().splitlines()
    stated = {name: digest for digest, name in (line.split() for line in lines)}

    files = {path.name for path in folder.iterdir()} - {"README.md", "SHA256SUMS"}

    assert set(stated) == files
    for name, digest in stated.items():
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == digest


def test_every_test_asserts_something() -> None:
    silent = [
        f"{path.name}: {name}"
        for path in (ROOT / "tests").rglob("test_*.py")
        for name in silent_tests(ast.parse(path.read_text()))
    ]

    assert silent == []


def silent_tests(module: ast.Module) -> list[str]:
    """Return the tests that neither assert themselves nor call a function of the file that does."""
    functions = {
        node.name: ast.unparse(node)
        for node in ast.walk(module)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }
    asserts = re.compile(r"\bassert|raises\(|expect\(|assert_")
    asserting = [name for name, source in functions.items() if asserts.search(source)]
    calls = re.compile("|".join([asserts.pattern, *(rf"\b{name}\(" for name in asserting)]))
    return [
        name
        for name, source in functions.items()
        if name.startswith("test_") and not calls.search(source.partition("\n")[2])
    ]


def test_no_test_is_skipped() -> None:
    mark = re.compile(r"pytest\.(mark\.)?(sk" + "ip|xf" + "ail)")

    assert named(path for path in our_files(".py") if mark.search(text_of(path))) == []


def test_every_decision_record_has_its_four_parts() -> None:
    records = sorted((ROOT / "docs" / "adr").glob("0*.md"))[1:]

    for record in records:
        text = record.read_text()
        for part in ("Status:", "## Context", "## Decision", "## Consequences"):
            assert part in text, record.name
        assert text.count("\n") < 60
    assert len(records) >= 10


def test_every_path_that_the_architecture_names_exists() -> None:
    text = (ROOT / "ARCHITECTURE.md").read_text()
    paths = re.findall(r"`((?:gis|backend|frontend_maps|tests|data|deploy|docs)/[\w./-]*)`", text)

    assert len(paths) > 10
    assert [path for path in paths if not (ROOT / path).exists()] == []


def test_every_system_check_is_explained_to_operators() -> None:
    sources = " ".join(path.read_text() for path in (ROOT / "backend").rglob("checks.py"))
    ids = set(re.findall(r"siaga\.([EW]\d{3})", sources))

    guide = (ROOT / "docs" / "guide" / "checks.md").read_text()

    assert len(ids) >= 10
    assert sorted(name for name in ids if name not in guide) == []


def test_every_command_is_in_the_readme() -> None:
    commands = {
        path.stem
        for path in (ROOT / "backend").glob("*/management/commands/*.py")
        if path.stem != "__init__"
    }

    readme = (ROOT / "README.md").read_text()

    assert len(commands) >= 12
    assert sorted(name for name in commands if name not in readme) == []


def test_every_benchmark_is_explained_and_run_by_make_bench() -> None:
    from deploy.bench import BENCHMARKS

    readme = (ROOT / "benchmarks" / "README.md").read_text()
    modules = (ROOT / "benchmarks").glob("*.py")
    measured = {path.stem for path in modules if "\ndef main(" in path.read_text()}
    measured -= {"make_sumenep_osm"}

    assert set(BENCHMARKS) == measured
    assert sorted(name for name in measured if f"benchmarks.{name}" not in readme) == []
