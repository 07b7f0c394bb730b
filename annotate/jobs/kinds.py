"""Every kind of long work by name, and where its function is: the only place of this room that knows the others.

A function takes the database and the ``Work`` at hand and returns what is to be kept of it, as JSON. It may be run
again after a crash, so it begins anew or goes on, and changes nothing twice.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Kind:
    """``where``: ``module:function``. ``light`` work is short and needs no heavy package; it runs in the server."""

    where: str
    lane: Literal["light", "heavy"]


KINDS: dict[str, Kind] = {
    "agreement-bootstrap": Kind("annotate.reliability.resampling:run", "heavy"),
    "agreement-model": Kind("annotate.trainings.comparing:run", "heavy"),
    "agreement-rebuild": Kind("annotate.reliability.rebuild:run", "heavy"),
    "snapshot": Kind("annotate.snapshots.making:run", "heavy"),
    "train": Kind("annotate.trainings.training:run", "heavy"),
    "suggest": Kind("annotate.suggesting.bulk:run", "heavy"),
    "webhook": Kind("annotate.webhooks.deliver:deliver", "light"),
}
