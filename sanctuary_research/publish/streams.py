"""Printed text of a cell, which a kernel sends in pieces, made whole; standard library only.

nbclient can do this too, but its search for carriage returns takes time that grows with the
square of a line's length: a megabyte without a newline would hold the build for hours.
"""

from __future__ import annotations


def join_streams(outputs: list[dict]) -> list[dict]:
    """Return the outputs of a cell with each stream in one piece, standard output first.

    Parameters
    ----------
    outputs : list of dict
        As a notebook of format 4 holds them.

    Returns
    -------
    list of dict
        Each stream stands where one first appeared, whatever the order their pieces came in.

    >>> piece = {"output_type": "stream", "name": "stdout"}
    >>> join_streams([piece | {"text": "50 %"}, piece | {"text": "\\r100 %\\n"}])
    [{'output_type': 'stream', 'name': 'stdout', 'text': '100 %\\n'}]
    """
    pieces: dict[str, list[dict]] = {}
    for output in outputs:
        if output["output_type"] == "stream":
            pieces.setdefault(output["name"], []).append(output)
    whole = iter([_joined(pieces[name]) for name in sorted(pieces, reverse=True)])
    places = {id(parts[0]) for parts in pieces.values()}
    return [
        next(whole) if output["output_type"] == "stream" else output
        for output in outputs
        if output["output_type"] != "stream" or id(output) in places
    ]


def _joined(parts: list[dict]) -> dict:
    parts[0]["text"] = overwritten("".join(part["text"] for part in parts))
    return parts[0]


def overwritten(text: str) -> str:
    """Return text as a terminal leaves it, where a carriage return begins the line anew.

    >>> overwritten("one\\rtwo\\r\\nthree\\r")
    'two\\r\\nthree\\r'
    """
    if "\r" not in text:
        return text
    lines = []
    for line in text.split("\n"):
        body = line.rstrip("\r")
        lines.append(body.rpartition("\r")[2] + line[len(body) :][-1:])
    return "\n".join(lines)
