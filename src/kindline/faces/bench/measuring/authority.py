"""The other side of every question: a name server on loopback that answers by the name's kind and keeps what it heard.

The kind is the beginning of the registrable domain: `slow12.test` is never answered, `lie12.test` with a lie. It runs
as a process of its own; at its end it writes every question down as it came, in base64, one a line.
"""

import asyncio
import base64
import re
import signal
import sys
from pathlib import Path

KIND = re.compile(rb"([a-z]+)\d*$")
TTL = (600).to_bytes(4, "big")
A, AAAA = 1, 28
V4, V6 = bytes((192, 0, 2, 1)), bytes.fromhex("20010db8049600000000000000000001")
LIE = bytes((203, 0, 113, 66))
OK, SERVFAIL, NXDOMAIN, REFUSED = 0, 2, 3, 5
RCODES = {b"fail": SERVFAIL, b"gone": NXDOMAIN, b"lame": REFUSED}


class Authority:
    """`liar`: a resolver that answers every question with records of names that were not asked."""

    def __init__(self, *, liar: bool = False) -> None:
        self.heard: list[bytes] = []
        self._liar = liar

    def answer(self, wire: bytes, *, stream: bool) -> bytes | None:
        """The response to one question, or silence."""
        self.heard.append(wire)
        labels, end = _name(wire)
        kind = _kind(labels)
        if self._liar or kind == b"lie":
            return _response(wire, end, answers=1, records=_record(b"\x05ander\x04test\x00", A, LIE))
        if kind == b"slow":
            return None
        if kind == b"big" and not stream:
            return _response(wire, end, flags=0x8380)
        if kind in RCODES or (kind == b"strict" and len(labels) > 2 and labels[0] != b"www"):
            return _response(wire, end, rcode=RCODES.get(kind, NXDOMAIN))
        qtype = int.from_bytes(wire[end - 4 : end - 2], "big")
        known = {A: V4, AAAA: V6}.get(qtype)
        return (
            _response(wire, end, answers=1, records=_record(b"\xc0\x0c", qtype, known))
            if known
            else _response(wire, end)
        )


def _name(wire: bytes) -> tuple[list[bytes], int]:
    """The labels of the question, and where the question ends."""
    labels, at = [], 12
    while size := wire[at]:
        labels.append(wire[at + 1 : at + 1 + size].lower())
        at += size + 1
    return labels, at + 5


def _kind(labels: list[bytes]) -> bytes:
    found = KIND.match(labels[-2]) if len(labels) > 1 else None
    return found[1] if found else b""


def _response(
    wire: bytes, end: int, *, flags: int = 0x8180, rcode: int = OK, answers: int = 0, records: bytes = b""
) -> bytes:
    head = wire[:2] + (flags | rcode).to_bytes(2, "big") + b"\x00\x01" + answers.to_bytes(2, "big") + bytes(4)
    return head + wire[12:end] + records


def _record(owner: bytes, qtype: int, data: bytes) -> bytes:
    return owner + qtype.to_bytes(2, "big") + b"\x00\x01" + TTL + len(data).to_bytes(2, "big") + data


class Datagrams(asyncio.DatagramProtocol):
    def __init__(self, authority: Authority) -> None:
        self._authority = authority

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport: asyncio.DatagramTransport = transport  # type: ignore[assignment]

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        answer = self._authority.answer(data, stream=False)
        if answer:
            self._transport.sendto(answer, addr)


async def serve(port: int, heard: Path, *, liar: bool) -> None:
    authority, over = Authority(liar=liar), asyncio.Event()

    async def stream(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                wire = await reader.readexactly(int.from_bytes(await reader.readexactly(2), "big"))
                if answer := authority.answer(wire, stream=True):
                    writer.write(len(answer).to_bytes(2, "big") + answer)
        except (asyncio.IncompleteReadError, OSError):
            writer.close()

    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, over.set)
    await loop.create_datagram_endpoint(lambda: Datagrams(authority), local_addr=("127.0.0.1", port))
    await asyncio.start_server(stream, "127.0.0.1", port)
    print("ready", flush=True)
    await over.wait()
    heard.write_bytes(b"".join(base64.b64encode(wire) + b"\n" for wire in authority.heard))


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1]), Path(sys.argv[2]), liar="liar" in sys.argv[3:]))
