"""The rules of the house hold, and each rule's check finds a planted violation."""

import tomllib
from pathlib import Path

import house
import pytest

ROOT = Path(__file__).resolve().parents[2]


def plant(tmp_path: Path, files: dict[str, str]) -> Path:
    """Write a small tree of source files."""
    for floor in house.FLOORS:
        (tmp_path / floor).mkdir(exist_ok=True)
    for name, text in files.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return tmp_path


def test_imports_run_down_only() -> None:
    assert house.upward(ROOT) == []


@pytest.mark.parametrize(
    "line",
    [
        "from ..sim import engine",
        "from psychon.sim.engine import planes",
        "import psychon.sim.engine",
        "def late():\n    from ..sim.engine import planes",
    ],
)
def test_an_upward_import_is_found(tmp_path: Path, line: str) -> None:
    root = plant(tmp_path, {"formal/net.py": line, "sim/engine.py": ""})
    assert len(house.upward(root)) == 1


def test_nothing_imports_the_interfaces(tmp_path: Path) -> None:
    text = "from ..interfaces.cli import main"
    root = plant(tmp_path, {"proofs/claims/one.py": text, "proofs/interfaces/cli.py": ""})
    assert house.upward(root) == ["proofs.claims.one -> proofs.interfaces.cli"]


def test_no_cycle_among_modules_or_rooms() -> None:
    graph = house.arrows(ROOT)
    assert len(graph) > 50
    assert house.cycles(graph) == []
    assert house.cycles(house.rooms(graph)) == []


def test_a_cycle_is_found_and_type_checking_is_none(tmp_path: Path) -> None:
    guarded = "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from .b import B\n"
    root = plant(tmp_path, {"formal/a.py": guarded, "formal/b.py": "from .a import A"})
    assert house.cycles(house.arrows(root)) == []
    (root / "formal/a.py").write_text("def f():\n    from .b import B\n")
    assert house.cycles(house.arrows(root)) == ["formal.b -> formal.a"]
    rooms = {
        "formal/x/a.py": "from ..y.b import B",
        "formal/x/d.py": "",
        "formal/y/b.py": "",
        "formal/y/c.py": "from ..x.d import D",
    }
    (tmp_path / "rooms").mkdir()
    graph = house.arrows(plant(tmp_path / "rooms", rooms))
    assert house.cycles(graph) == []
    assert len(house.cycles(house.rooms(graph))) == 1


def test_files_are_short() -> None:
    assert house.too_long(ROOT) == []
    assert all(len(reason) > 20 for reason in house.EXCEPTIONS.values())


def test_a_long_file_is_found(tmp_path: Path) -> None:
    root = plant(tmp_path, {"formal/a.py": "x = 1\n" * 401})
    assert house.too_long(root) == ["formal.a: 401 lines"]


def test_nothing_runs_outside_text() -> None:
    assert house.runs_outside_text(ROOT) == []


@pytest.mark.parametrize(
    "line",
    ["eval('1')", "import pickle", "from pickle import loads", "sympy.sympify(x)", "sympy.S(x)",
     "S('x')", "from sympy import lambdify\nlambdify(x, y)", "exec(code)"],
)  # fmt: skip
def test_what_runs_text_is_found(tmp_path: Path, line: str) -> None:
    assert house.runs_outside_text(plant(tmp_path, {"sim/a.py": line}))
    harmless = "import re\nre.compile('x')\nf.S(2)\n"
    assert not house.runs_outside_text(plant(tmp_path, {"sim/a.py": harmless}))


def test_everything_public_has_a_docstring() -> None:
    assert house.undocumented(ROOT) == []


def test_a_missing_docstring_is_found(tmp_path: Path) -> None:
    root = plant(tmp_path, {"formal/a.py": '"""A."""\ndef f():\n    def g():\n        pass\n'})
    assert house.undocumented(root) == ["formal.a.f"]


def test_packages_match_the_folders() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    listed = project["tool"]["setuptools"]["packages"]
    assert sorted(listed) == sorted(house.packages(ROOT))
    assert len(listed) == len(set(listed))


def test_no_stray_files(tmp_path: Path) -> None:
    assert house.stray(ROOT) == []
    root = plant(tmp_path, {"conftest.py": "", "formal/utils.py": "", "extra/a.py": ""})
    assert house.stray(root) == ["conftest.py", "formal.utils", "extra"]


def test_the_face_is_small_and_lazy() -> None:
    assert len((ROOT / "__init__.py").read_text().splitlines()) < 80
