"""The folder of what is published: what differs is written there, and the list says whose it is."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tamizdat.check import assets
from tamizdat.project import files
from tamizdat.publish.manifest import Manifest


@dataclass(frozen=True)
class Folder:
    """Where a run writes."""

    path: Path
    root: Path
    """The project's folder."""
    made: Manifest
    """What it and earlier runs have written."""
    dry_run: bool
    listed: assets.Listed = field(default_factory=dict)
    """Names in folders of the project, as they are now."""

    def write(
        self, owner: str, found: Mapping[Path, bytes], targets: Collection[str]
    ) -> tuple[Path, ...]:
        """Write what differs. Files that the owner has for other targets remain its own."""
        changed = {
            path: data
            for path, data in found.items()
            if not path.is_file() or files.read(path, self.root) != data
        }
        self.made.take(owner, found, changed, targets)
        if not self.dry_run:
            self.made.append()
            for path, data in changed.items():
                # a symlink out of the folder could hit a source
                files.write(path, data, self.path, durable=False)
                for above in path.parents:
                    self.listed.pop(above, None)
        return tuple(changed)
