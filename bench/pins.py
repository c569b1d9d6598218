"""Write the versions of uv.lock into pyproject.toml as exact pins, without the hosts that the lock file names.

uv lock --upgrade && uv run bench/pins.py
"""

import re
import tomllib
from collections import Counter
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[1]


def main() -> None:
    """Replace the list of constraint-dependencies."""
    lock = tomllib.loads((PROJECT / "uv.lock").read_text(encoding="utf-8"))
    packages = [package for package in lock["package"] if "registry" in package["source"]]
    versions = Counter(package["name"] for package in packages)
    pins = [f'    "{item["name"]}=={item["version"]}",' for item in packages if versions[item["name"]] == 1]
    block = "\n".join(["constraint-dependencies = [", *sorted(pins), "]"])
    path = PROJECT / "pyproject.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(
        re.sub(r"constraint-dependencies = \[.*?\n\]", lambda _: block, text, flags=re.DOTALL), encoding="utf-8"
    )
    print(f"{len(pins)} pins; left open, since several versions serve different systems: {_open(versions)}")


def _open(versions: Counter[str]) -> str:
    return ", ".join(sorted(name for name, n in versions.items() if n > 1)) or "none"


if __name__ == "__main__":
    main()
