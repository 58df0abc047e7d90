"""What is shipped, and what an import costs."""

import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import house
import pytest

ROOT = Path(__file__).resolve().parents[2]
HEAVY = ("numpy", "z3", "sympy", "networkx", "rich", "matplotlib", "scipy")


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build sdist and wheel from a copy of what is under version control, with a stale build/."""
    place = tmp_path_factory.mktemp("built")
    copy = place / "psychon"
    copy.mkdir()
    for name in ("formal", "sim", "proofs", "__init__.py", "__main__.py", "py.typed", "LICENSE",
                 "README.md", "pyproject.toml"):  # fmt: skip
        subprocess.run(["cp", "-r", str(ROOT / name), str(copy)], check=True)
    command = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(place / "dist")]
    subprocess.run([*command, str(copy)], check=True, capture_output=True)
    return place / "dist"


@pytest.fixture(scope="module")
def installed(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Unpack the wheel into a folder of its own."""
    target = tmp_path_factory.mktemp("installed")
    with zipfile.ZipFile(next(built.glob("*.whl"))) as wheel:
        wheel.extractall(target)
    return target


def shipped() -> set[str]:
    """Return what the package consists of."""
    files = {"psychon/__init__.py", "psychon/__main__.py", "psychon/py.typed"}
    for floor in house.FLOORS:
        for path in (ROOT / floor).rglob("*"):
            if path.is_file() and "__pycache__" not in path.parts:
                files.add(str(Path("psychon") / path.relative_to(ROOT)))
    return files


def test_the_wheel_holds_the_package_and_nothing_else(built: Path) -> None:
    with zipfile.ZipFile(next(built.glob("*.whl"))) as wheel:
        names = {name for name in wheel.namelist() if ".dist-info/" not in name}
    assert names == shipped()


def test_the_sdist_builds_the_same_wheel(built: Path, tmp_path: Path) -> None:
    with tarfile.open(next(built.glob("*.tar.gz"))) as archive:
        archive.extractall(tmp_path, filter="data")
    source = next(tmp_path.iterdir())
    # a leftover build folder must not bring deleted modules back: `make wheel` removes it
    command = [sys.executable, "-m", "build", "--no-isolation", "--wheel", "--outdir"]
    subprocess.run([*command, str(tmp_path / "d"), str(source)], check=True, capture_output=True)
    with zipfile.ZipFile(next((tmp_path / "d").glob("*.whl"))) as wheel:
        names = {name for name in wheel.namelist() if ".dist-info/" not in name}
    assert names == shipped()
    assert "rm -rf build dist" in (ROOT / "Makefile").read_text()


def loaded(installed: Path, tmp_path: Path, code: str) -> set[str]:
    """Run code on the installed wheel from an empty folder; return the heavy modules it loaded."""
    script = (
        f"import sys; sys.path.insert(0, {str(installed)!r})\n{code}\n"
        f"print('LOADED', *[m for m in {HEAVY!r} if m in sys.modules])"
    )
    result = subprocess.run(
        [sys.executable, "-c", script], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    return set(result.stdout.rsplit("LOADED", 1)[1].split())


def test_the_face_loads_nothing_heavy(installed: Path, tmp_path: Path) -> None:
    assert loaded(installed, tmp_path, "import psychon; dir(psychon); psychon.__version__") == set()
    assert "numpy" in loaded(installed, tmp_path, "import psychon; psychon.Net")


def test_help_loads_nothing_heavy(installed: Path, tmp_path: Path) -> None:
    code = (
        "from psychon.proofs.interfaces.cli import main\n"
        "sys.argv = ['psychon', '--help']\n"
        "try:\n    main()\nexcept SystemExit as end:\n    assert not end.code"
    )
    assert loaded(installed, tmp_path, code) == set()


def test_the_plugin_loads_nothing_heavy(installed: Path, tmp_path: Path) -> None:
    code = "import psychon.proofs.interfaces.pytest_plugin"
    assert loaded(installed, tmp_path, code) == set()


def test_importing_the_face_twice_is_harmless(installed: Path, tmp_path: Path) -> None:
    face = installed / "psychon" / "__init__.py"
    code = (
        "import psychon, importlib.util\n"
        f"spec = importlib.util.spec_from_file_location('again', {str(face)!r})\n"
        "again = importlib.util.module_from_spec(spec)\n"
        "spec.loader.exec_module(again)\n"
        "assert again.__version__ == psychon.__version__\n"
        "assert psychon.parse('p') is psychon.parse('p')"
    )
    loaded(installed, tmp_path, code)


def test_an_unknown_name_of_the_face(installed: Path, tmp_path: Path) -> None:
    code = (
        "import psychon\ntry:\n    psychon.Nett\nexcept AttributeError as e:\n"
        "    assert 'Nett' in str(e)\nelse:\n    raise SystemExit(1)"
    )
    loaded(installed, tmp_path, code)
