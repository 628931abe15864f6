"""What the source code says about sentences, read from its syntax tree and never by running it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

SOURCE = Path(__file__).parents[2] / "src" / "sawt"
ERRORS = {"CallError", "MappingError", "SourceError", "StateError"}


@cache
def trees() -> dict[str, ast.Module]:
    """Every module of the product, by its path."""
    return {str(p.relative_to(SOURCE)): ast.parse(p.read_text("utf-8")) for p in sorted(SOURCE.rglob("*.py"))}


def raised() -> Iterator[tuple[str, int, str, set[str] | None]]:
    """Errors made with a literal code: file, line, code, parameters (None where they are not all literal)."""
    for path, tree in trees().items():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and _name(node.func) in ERRORS and node.args:
                code = node.args[0]
                if isinstance(code, ast.Constant) and isinstance(code.value, str):
                    names = {keyword.arg for keyword in node.keywords}
                    yield path, node.lineno, code.value, None if None in names else names  # type: ignore[misc]


def literals() -> Iterator[tuple[str, int, str]]:
    """Every whole string in the product."""
    for path, tree in trees().items():
        parts = {id(part) for made in _made_strings(tree) for part in made.values}
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in parts:
                yield path, node.lineno, node.value


def patterns() -> set[re.Pattern[str]]:
    """Codes put together at run time, such as f"metrics.{id}_definition" or "cli.arg_" + name."""
    found = {rf"{re.escape(text)}\w+" for _, _, text in literals() if re.fullmatch(r"[a-z]+\.[a-z_]*_", text)}
    for tree in trees().values():
        for made in _made_strings(tree):
            parts = [re.escape(str(p.value)) if isinstance(p, ast.Constant) else r"\w*" for p in made.values]
            if "." in parts[0]:
                found.add("".join(parts))
    return {re.compile(pattern) for pattern in found}


def metric_ids() -> set[str]:
    """The metrics that the facts declare."""
    calls = (node for node in ast.walk(trees()["facts/metrics.py"]) if isinstance(node, ast.Call))
    first = (call.args[0] for call in calls if _name(call.func) == "Metric" and call.args)
    return {str(arg.value) for arg in first if isinstance(arg, ast.Constant)}


def _made_strings(tree: ast.Module) -> Iterator[ast.JoinedStr]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.JoinedStr))


def _name(function: ast.expr) -> str:
    return function.id if isinstance(function, ast.Name) else getattr(function, "attr", "")
