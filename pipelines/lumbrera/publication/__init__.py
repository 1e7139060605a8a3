"""Publication of the portal behind a person's signature.

DATA/publication/
  prepared/        what waits for a signature: site/ and prepared.json
  sites/DIGEST/    what was signed, byte for byte; DIGEST.json beside it
  current          a link to the published site: what a web server serves
  record.jsonl     who did what, when, to which bytes; only ever appended to

`prepare` builds, `approve` publishes exactly the prepared bytes by one rename, `reject` changes
nothing that is published.
"""

from lumbrera.publication.decide import approve, reject, supersede, why_not_sign
from lumbrera.publication.prepare import prepare
from lumbrera.publication.site import Changes, Place, Prepared
from lumbrera.publication.text import describe, describe_state

__all__ = [
    "Changes",
    "Place",
    "Prepared",
    "approve",
    "describe",
    "describe_state",
    "prepare",
    "reject",
    "supersede",
    "why_not_sign",
]
