"""Reading frames that fell into the hole."""

import ipaddress
import struct

import pytest

from kindline.faces.outside.black_hole import read_flow


def frame(to: str, protocol: int = 6) -> bytes:
    ip = ipaddress.ip_address(to)
    ports = struct.pack("!HH", 40000, 80)
    if ip.version == 4:
        return b"\0" * 12 + b"\x08\x00" + bytes([0x45]) + b"\0" * 8 + bytes([protocol]) + b"\0" * 6 + ip.packed + ports
    return b"\0" * 12 + b"\x86\xdd" + b"\x60" + b"\0" * 5 + bytes([protocol]) + b"\0" * 17 + ip.packed + ports


@pytest.mark.parametrize("to", ["192.0.2.5", "2001:db8::5"])
def test_a_packet_says_whom_it_was_for(to: str) -> None:
    assert read_flow(frame(to)) == {"to": to, "protocol": 6, "from_port": 40000, "port": 80}


@pytest.mark.parametrize("to", ["224.0.0.22", "ff02::16", "fe80::1"])
def test_the_kernels_own_talk_is_no_contact(to: str) -> None:
    assert read_flow(frame(to)) is None
