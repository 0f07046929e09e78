"""Proves an exported audit trail without the portal: python verify_trail.py TRAIL.jsonl [ANCHORS.jsonl]

Each line of the trail holds the content of an entry as text, the hash of the entry before and its own hash, which is
the SHA-256 of the former hash, a line break and the content. Each line of the anchors holds what was written down
outside the database: a number and the hash of that entry. Exits with 0 and a sentence when all is whole, else with 1
and what is not. A time stamp is proved by openssl: ts -verify -in N.tsr -data N.anchor -CAfile CERTIFICATES.pem; what
it stamps, N.anchor, is one line of anchors: give it as ANCHORS.jsonl.
"""

import hashlib
import json
import sys
from pathlib import Path


def anchors(path: str) -> list[tuple[int, str]]:
    """Return the hash that was written down for each number."""
    with Path(path).open(encoding="utf-8") as lines:
        return [(said["sequence"], said["hash"]) for said in map(json.loads, lines)]


def prove(path: str, kept: list[tuple[int, str]]) -> int:
    """Return how many entries the trail has; raise ValueError naming the first that is wrong."""
    previous, number, hashes = "0" * 64, 0, {}
    wanted = {sequence for sequence, _ in kept}
    with Path(path).open(encoding="utf-8") as lines:
        for line in lines:
            entry = json.loads(line)
            number += 1
            found = hashlib.sha256(f"{previous}\n{entry['content']}".encode()).hexdigest()
            if json.loads(entry["content"])["sequence"] != number:
                raise ValueError(f"entry {number} is missing or out of order")
            if entry["previous_hash"] != previous or entry["hash"] != found:
                raise ValueError(f"entry {number} or the one before was changed")
            previous = found
            if number in wanted:
                hashes[number] = found
    for sequence, known in kept:
        if hashes.get(sequence) != known:
            raise ValueError(f"entry {sequence} is not the one that was written down")
    return number


if __name__ == "__main__":
    try:
        kept = anchors(sys.argv[2]) if len(sys.argv) > 2 else []
        print(f"whole: {prove(sys.argv[1], kept)} entries, {len(kept)} anchors")  # noqa: T201
    except (OSError, ValueError, KeyError, IndexError) as wrong:
        sys.exit(f"not whole: {wrong!r}")
