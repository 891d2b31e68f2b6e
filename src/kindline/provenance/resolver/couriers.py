"""How questions reach one shared resolver: as datagrams to one on this machine, or over TLS that stays open."""

import socket
import ssl
import time
from collections import deque
from collections.abc import Sequence
from typing import Protocol

from kindline.provenance.claims import Silence
from kindline.provenance.resolver.questions import Question

Carried = bytes | Silence
"""The bytes that came back for a question, or why none did."""

TRUNCATED = 0x02
LARGEST = 65_535
KEPT_OPEN = 16
_QUICKACK: int | None = getattr(socket, "TCP_QUICKACK", None)


class Unreachable(Exception):
    """The resolver cannot be spoken to at all, or is not the one its certificate should show."""


class Courier(Protocol):
    transport: str
    place: str

    def carry(self, questions: Sequence[Question]) -> list[Carried]:
        """One outcome for each question, in order. Raises Unreachable when none could be put."""
        ...


class Datagrams:
    """UDP, and TCP to the same resolver when it truncates. For a resolver on this machine: others could read along."""

    transport = "udp"

    def __init__(self, server: str, port: int = 53, *, timeout: float = 3.0, place: str = "") -> None:
        self.place = place or server
        self._to, self._timeout = (server, port), timeout

    def carry(self, questions: Sequence[Question]) -> list[Carried]:
        return [self._one(question) for question in questions]

    def _one(self, question: Question) -> Carried:
        deadline = time.monotonic() + self._timeout
        try:
            wire = self._by_datagram(question, deadline)
            if wire[2] & TRUNCATED:
                with socket.create_connection(self._to, _left(deadline)) as stream:
                    _send(stream, [question.to_wire()])
                    wire = _receive(stream, deadline)
        except TimeoutError:
            return Silence.TIMEOUT
        except (OSError, EOFError):
            return Silence.BAD_ANSWER
        return wire

    def _by_datagram(self, question: Question, deadline: float) -> bytes:
        family = socket.AF_INET6 if ":" in self._to[0] else socket.AF_INET
        with socket.socket(family, socket.SOCK_DGRAM) as sock:
            # Connected: the system drops packets from elsewhere. Those with another id or question are not believed,
            # and not fatal either: we wait on for the right one.
            sock.connect(self._to)
            sock.send(question.to_wire())
            while True:
                sock.settimeout(_left(deadline))
                wire = sock.recv(LARGEST)
                if question.is_answered_by(wire):
                    return wire


class TlsLines:
    """DNS over TLS (RFC 7858): connections stay open, and several questions are under way on one (RFC 7766 §6.2.1.1).

    `server_name` is what the certificate must say, by the system's authorities or those of `ca_file`.
    """

    transport = "dot"

    def __init__(
        self,
        server: str,
        port: int = 853,
        *,
        server_name: str | None = None,
        ca_file: str | None = None,
        timeout: float = 3.0,
        place: str = "",
    ) -> None:
        self.place = place or server_name or server
        self._to, self._timeout = (server, port), timeout
        self._server_name = server_name or server
        self._ca_file = ca_file
        self._context: ssl.SSLContext | None = None
        self._idle: deque[ssl.SSLSocket] = deque()

    def carry(self, questions: Sequence[Question]) -> list[Carried]:
        deadline = time.monotonic() + self._timeout
        carried: dict[bytes, Carried] = {}
        while waiting := [question for question in questions if question.id not in carried]:
            before = len(carried)
            try:
                line, fresh = self._line(deadline)
            except Unreachable:
                if not carried:
                    raise
                break
            try:
                whole = _talk(line, waiting, carried, deadline)
            except TimeoutError:
                line.close()
                break
            if whole:
                self._keep(line)
                break
            line.close()
            # A resolver may hang up between two answers (RFC 7766 §6.2.4): ask the rest anew, while it gets us on.
            if fresh and len(carried) == before:
                return [carried.get(question.id, Silence.BAD_ANSWER) for question in questions]
        return [carried.get(question.id, Silence.TIMEOUT) for question in questions]

    def close(self) -> None:
        while self._idle:
            self._idle.pop().close()

    def _line(self, deadline: float) -> tuple[ssl.SSLSocket, bool]:
        try:
            return self._idle.pop(), False
        except IndexError:
            pass
        try:
            raw = socket.create_connection(self._to, _left(deadline))
        except OSError as fault:
            raise Unreachable(type(fault).__name__) from None
        try:
            raw.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            return self._trust().wrap_socket(raw, server_hostname=self._server_name), True
        except (OSError, ValueError) as fault:
            raw.close()
            raise Unreachable(type(fault).__name__) from None

    def _trust(self) -> ssl.SSLContext:
        if self._context is None:
            self._context = ssl.create_default_context(cafile=self._ca_file)
        return self._context

    def _keep(self, line: ssl.SSLSocket) -> None:
        if len(self._idle) < KEPT_OPEN:
            self._idle.append(line)
        else:
            line.close()


def _talk(line: ssl.SSLSocket, questions: list[Question], carried: dict[bytes, Carried], deadline: float) -> bool:
    """Fill in what comes back, in whatever order; False when the other side hung up or spoke of something else."""
    waiting = {question.id: question for question in questions}
    try:
        line.settimeout(_left(deadline))
        _send(line, [question.to_wire(padded=True) for question in questions])
        while waiting:
            # Else the second answer waits on the other side until our system, in no hurry, confirms the first.
            if _QUICKACK is not None:
                line.setsockopt(socket.IPPROTO_TCP, _QUICKACK, 1)
            wire = _receive(line, deadline)
            question = waiting.pop(wire[:2], None)
            if question is None or not question.is_answered_by(wire):
                # Nobody else speaks on this line: whoever says this lies, and what follows is not believed either.
                carried.update(dict.fromkeys([*waiting, *([question.id] if question else [])], Silence.BAD_ANSWER))
                return False
            carried[question.id] = wire
    except TimeoutError:
        raise
    except (OSError, EOFError):
        return False
    return True


def _send(stream: socket.socket, wires: list[bytes]) -> None:
    stream.sendall(b"".join(len(wire).to_bytes(2, "big") + wire for wire in wires))


def _receive(stream: socket.socket, deadline: float) -> bytes:
    return _exactly(stream, int.from_bytes(_exactly(stream, 2, deadline), "big"), deadline)


def _exactly(stream: socket.socket, size: int, deadline: float) -> bytes:
    parts = b""
    while len(parts) < size:
        stream.settimeout(_left(deadline))
        part = stream.recv(size - len(parts))
        if not part:
            raise EOFError
        parts += part
    return parts


def _left(deadline: float) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left
