"""A workspace's models: whole or not there, the one in use named, a broken one never replaced unnoticed."""

from __future__ import annotations

import json
import zipfile
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest

from sawt.errors import SawtError
from sawt.understanding.heads.model import Model, to_bytes
from sawt.understanding.read import shipped_model
from sawt.wiring import models
from sawt.wiring.models import current_model, current_version, keep_model, kept_models, use_model
from sawt.wiring.workspace import Workspace, init_workspace


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return init_workspace(tmp_path / "ws", "2025-12-01T08:00:00+00:00")


@pytest.fixture(scope="module")
def own() -> Model:
    return replace(shipped_model(), version="0123456789ab", card={"local": {"texts": 7}})


def test_the_shipped_one_reads_until_another_is_used(workspace: Workspace, own: Model) -> None:
    assert current_model(workspace) is shipped_model() and current_version(workspace) is None
    path = keep_model(workspace, own)
    assert current_model(workspace) is shipped_model(), "kept is not used"
    use_model(workspace, own.version)
    assert current_model(workspace).version == own.version == current_version(workspace)
    assert to_bytes(current_model(workspace)) == path.read_bytes() == to_bytes(own)
    assert [(one.version, one.shipped, one.current) for one in kept_models(workspace)] == [
        (shipped_model().version, True, False),
        (own.version, False, True),
    ]
    use_model(workspace, shipped_model().version)
    assert current_model(workspace) is shipped_model()


def test_files_are_their_owners_alone(workspace: Workspace, own: Model) -> None:
    keep_model(workspace, own)
    use_model(workspace, own.version)
    folder = workspace.root / "models"
    assert folder.stat().st_mode & 0o777 == 0o700
    assert {path.name: path.stat().st_mode & 0o777 for path in folder.iterdir()} == {
        "current": 0o600,
        f"{own.version}.model": 0o600,
    }


def test_who_dies_while_writing_leaves_the_old_one(
    workspace: Workspace, own: Model, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep_model(workspace, own)
    use_model(workspace, own.version)

    def die(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(models.os, "fsync", die)
    for write in (lambda: keep_model(workspace, own), lambda: use_model(workspace, own.version)):
        with pytest.raises(KeyboardInterrupt):
            write()
    monkeypatch.undo()
    assert current_model(workspace).version == own.version
    assert len(list((workspace.root / "models").iterdir())) == 2


def _changed(model: Model, **about: object) -> bytes:
    """A model's file with other words in its JSON."""
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(to_bytes(model))) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            new.writestr(name, json.dumps({**json.loads(data), **about}) if name == "model.json" else data)
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("current", b"../../etc/passwd\n", "model.bad_current"),
        ("current", b"", "model.bad_current"),
        ("current", b"\xff\xfe\x00", "model.bad_current"),
        ("current", b"ffffffffffff\n", "model.missing"),
        ("model", b"", "model.unreadable"),
        ("model", b"not a model", "model.unreadable"),
        ("model", "half", "model.unreadable"),
        ("model", {"format": 99}, "model.other_format"),
        ("model", {"version": "ba9876543210"}, "model.other_version"),
    ],
)
def test_what_cannot_be_used_is_said(
    workspace: Workspace, own: Model, name: str, data: bytes | str | dict[str, object], code: str
) -> None:
    path = keep_model(workspace, own)
    use_model(workspace, own.version)
    if isinstance(data, dict):
        data = _changed(own, **data)
    elif isinstance(data, str):
        data = path.read_bytes()[: path.stat().st_size // 2]
    (path if name == "model" else path.with_name("current")).write_bytes(data)
    with pytest.raises(SawtError) as told:
        current_model(workspace)
    assert told.value.code == code
    use_model(workspace, shipped_model().version)
    assert current_model(workspace) is shipped_model(), "there is always a way back"


@pytest.mark.parametrize("version", ["ffffffffffff", "../keys", "", "a" * 100])
def test_an_unknown_version_is_not_used(workspace: Workspace, own: Model, version: str) -> None:
    keep_model(workspace, own)
    with pytest.raises(SawtError) as told:
        use_model(workspace, version)
    assert told.value.code == "model.unknown" and own.version in told.value.params["known"]
