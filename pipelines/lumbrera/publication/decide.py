"""A person's answer: what they signed is published, or nothing changes."""

import shutil
from pathlib import Path

import msgspec

from lumbrera.errors import LumbreraError, UsageError
from lumbrera.publication import record
from lumbrera.publication.prepare import run_of
from lumbrera.publication.record import Entry
from lumbrera.publication.site import Place, Prepared, file_digests, whole_digest
from lumbrera.workspace import Workspace, replace_file

_KEPT = 2
"""Sites kept on disk: the published one and the one before it, to go back to."""


def approve(data: Path, name: str, digest: str = "", *, note: str = "") -> Entry:
    """Publishes exactly the prepared bytes, signed by `name`; gives the line of the record.

    digest: what the person saw, or at least its first twelve characters; '' for what the record
    says was prepared. Refused, recorded as such and with nothing published (LumbreraError): when
    nothing is prepared, when the prepared bytes are not those of the digest, or when another site
    was published in between. note: kept in the record with the approval.
    """
    import filelock

    who, place = _signer(name), Place(data)
    if digest and len(digest) < 12:
        raise UsageError(f"{digest!r} is too short a digest", hint="give twelve characters or more")
    place.root.mkdir(parents=True, exist_ok=True)
    with filelock.FileLock(place.lock):
        prepared = _waiting(place)
        seen = digest or _last_prepared(place)
        reason = _why_not(place, prepared, seen)
        if reason:
            record.append(place.record, "refused", seen, who, reason)
            raise LumbreraError(
                f"no se publicó: {reason}",
                hint="lo publicado sigue como estaba; prepare de nuevo con: lumbrera publish --prepare",
            )
        record.append(place.record, "approved", prepared.digest, who, note)
        _publish(place, prepared)
        entry = record.append(place.record, "published", prepared.digest, who)
        shutil.rmtree(place.prepared, ignore_errors=True)
        _retain(place, prepared)
    return entry


def reject(data: Path, name: str, reason: str, digest: str = "") -> Entry:
    """Records that `name` rejected what is prepared, and why; what is published stays as it is.

    What was rejected is put away: to sign it after all it has to be prepared again. digest: refuses
    (LumbreraError) when something else is prepared by now.
    """
    import filelock

    who, place = _signer(name), Place(data)
    place.root.mkdir(parents=True, exist_ok=True)
    with filelock.FileLock(place.lock):
        prepared = _waiting(place)
        if digest and not prepared.digest.startswith(digest):
            raise LumbreraError(
                f"lo preparado es {prepared.digest[:16]}, no {digest[:16]}: no se rechazó nada"
            )
        entry = record.append(place.record, "rejected", prepared.digest, who, reason.strip())
        shutil.rmtree(place.prepared, ignore_errors=True)
    return entry


def supersede(data: Path, digest: str) -> str:
    """Why nobody needs to answer any more for what was prepared under a digest; '' when somebody
    still does.

    When the data have changed since, it is put away and recorded so: nothing is published, and the
    next preparation asks for what is new.
    """
    import filelock

    place = Place(data)
    with filelock.FileLock(place.lock):
        prepared = place.read_prepared()
        if prepared is None or prepared.digest != digest:
            return "ya se contestó, o se preparó otra cosa"
        if run_of(Workspace(data).require_current()) == prepared.snapshot:
            return ""
        record.append(place.record, "superseded", digest, note="hay datos más nuevos")
        shutil.rmtree(place.prepared, ignore_errors=True)
    return "hay datos más nuevos: se prepara de nuevo, y se pide otra firma"


def why_not_sign(data: Path, prepared: Prepared) -> str:
    """Why nobody needs to be asked to sign what is prepared; '' when somebody does."""
    place = Place(data)
    published = place.read_published()
    if published and published.digest == prepared.digest:
        return "nada cambió desde la última publicación"
    decided = [e for e in record.entries(place.record) if e.act in ("published", "rejected")]
    if decided and decided[-1].act == "rejected" and decided[-1].digest == prepared.digest:
        return f"es idéntico a lo que {decided[-1].who} rechazó el {decided[-1].at:%Y-%m-%d}"
    return ""


def _signer(name: str) -> str:
    who = " ".join(name.split())
    if not who:
        raise UsageError("a signature needs the name of the person who gives it")
    return who


def _waiting(place: Place) -> Prepared:
    prepared = place.read_prepared()
    if prepared is None:
        raise LumbreraError(
            "no hay nada preparado para publicar", hint="prepárelo con: lumbrera publish --prepare"
        )
    return prepared


def _last_prepared(place: Place) -> str:
    prepared = [e for e in record.entries(place.record) if e.act == "prepared"]
    return prepared[-1].digest if prepared else ""


def _why_not(place: Place, prepared: Prepared, seen: str) -> str:
    """Why what is prepared may not be published under this approval; '' when it may."""
    if not seen or not prepared.digest.startswith(seen):
        return f"se aprobó {seen[:16] or 'nada'}, pero lo preparado es {prepared.digest[:16]}"
    published = place.read_published()
    if published and published.digest == prepared.digest:
        return "lo preparado es idéntico a lo publicado"
    if (published.digest if published else "") != prepared.based_on:
        return "se publicó otra versión después de preparar esta"
    site = place.site if place.site.exists() else place.final(prepared.digest)
    return _difference(site, prepared)


def _difference(site: Path, prepared: Prepared) -> str:
    """Says how a folder differs from the prepared bytes; '' when it does not."""
    found = file_digests(site) if site.exists() else {}
    if found == prepared.files and whole_digest(found) == prepared.digest:
        return ""
    paths = sorted(
        p for p in found.keys() | prepared.files.keys() if found.get(p) != prepared.files.get(p)
    )
    return f"cambiaron {len(paths)} archivos después de prepararse: " + ", ".join(paths[:5])


def _publish(place: Place, prepared: Prepared) -> None:
    """Moves the site to its final place, looks at it once more there, and turns the link to it."""
    final = place.final(prepared.digest)
    place.sites.mkdir(exist_ok=True)
    if place.site.exists():  # else an earlier approval was cut short after this step
        shutil.rmtree(final, ignore_errors=True)
        place.site.rename(final)
    reason = _difference(final, prepared)
    if reason:
        raise LumbreraError(f"no se publicó: {reason}")
    note = place.root / "building.json"
    note.write_bytes(msgspec.json.format(msgspec.json.encode(prepared), indent=1))
    replace_file(note, place.sites / f"{final.name}.json")
    link = place.root / "building.link"
    link.unlink(missing_ok=True)
    link.symlink_to(Path("sites") / final.name)
    link.replace(place.current)


def _retain(place: Place, published: Prepared) -> None:
    keep = {place.final(d).name for d in (published.digest, published.based_on)[:_KEPT] if d}
    for path in place.sites.iterdir():
        if path.name.removesuffix(".json") in keep:
            continue
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink()
