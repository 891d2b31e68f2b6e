"""A pack is whole or it is refused; its look-up agrees with a plain search for the longest prefix."""

import json
import shutil
from ipaddress import ip_address, ip_network
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kindline.provenance.pack import Pack, PackDamaged
from kindline.provenance.pack.cutting import cut, range_of
from kindline.provenance.pack.intervals import Intervals

SYNTHETIC = Path(__file__).parents[2] / "src/kindline/provenance/packs/synthetic"
DOCUMENTATION = [ip_network(net) for net in ("192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24", "2001:db8::/32")]


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return Path(shutil.copytree(SYNTHETIC, tmp_path / "pack"))


def test_the_synthetic_pack_lies_in_documentation_space_under_invented_names(pack: Pack) -> None:
    for fact in pack.networks:
        network = ip_network(fact.prefix)
        assert any(network.version == doc.version and network.subnet_of(doc) for doc in DOCUMENTATION)  # type: ignore[arg-type]
        assert 64496 <= fact.asn <= 64511
        assert pack.contact_for_asn(fact.asn) is not None
    assert {contact.mailbox.rpartition(".")[2] for contact in pack.contacts} == {"example"}
    assert len({fact.asn for fact in pack.networks if fact.registration_cc == fact.geo_cc == "BE"}) == 4


@pytest.mark.parametrize(
    ("ip", "asn"),
    [("192.0.2.0", 64496), ("192.0.2.31", 64496), ("192.0.2.32", 64497), ("::ffff:192.0.2.32", 64497),
     ("[2001:db8:500::1]", 64500), ("2001:db8:499:ffff::", 64499), ("203.0.113.224", None), ("8.8.8.8", None),
     ("2001:db8:1::1", None), ("no address", None)],
)  # fmt: skip
def test_an_address_lies_in_its_network(pack: Pack, ip: str, asn: int | None) -> None:
    found = pack.locate(ip)
    assert (found.asn if found else None) == asn


def test_the_more_specific_network_answers(pack: Pack) -> None:
    inside, beside = pack.locate("192.0.2.17"), pack.locate("192.0.2.24")
    assert inside and inside.prefix == "192.0.2.16/29" and inside.geo_cc == ""
    assert beside and beside.prefix == "192.0.2.0/27"


def test_a_platform_answers_for_its_tenants(pack: Pack) -> None:
    contact = pack.contact_for_domain("foto.tenants.example")
    assert contact and contact.provider == "tuinpad"
    assert pack.contact_for_domain("other.example") is None


def test_one_changed_byte_in_a_table_refuses_the_pack(copy: Path) -> None:
    assert Pack.load(copy).id == "synthetic-2026-11-01"
    table = copy / "networks.csv"
    table.write_bytes(table.read_bytes().replace(b"NL", b"BE", 1))
    with pytest.raises(PackDamaged):
        Pack.load(copy)


@pytest.mark.parametrize("fault", ["missing table", "unnamed table", "no manifest", "broken manifest", "bad prefix"])
def test_a_pack_that_is_not_whole_is_refused(copy: Path, fault: str) -> None:
    manifest = json.loads((copy / "manifest.json").read_text())
    if fault == "missing table":
        (copy / "abuse.csv").unlink()
    elif fault == "unnamed table":
        del manifest["tables"]["abuse.csv"]
        (copy / "manifest.json").write_text(json.dumps(manifest))
    elif fault == "no manifest":
        (copy / "manifest.json").unlink()
    elif fault == "broken manifest":
        (copy / "manifest.json").write_text("[]")
    else:
        import hashlib

        table = b"prefix,asn,holder,registration_cc,geo_cc,proxy,anycast\nnot-a-net,1,x,,,,no\n"
        (copy / "networks.csv").write_bytes(table)
        manifest["tables"]["networks.csv"]["sha256"] = hashlib.sha256(table).hexdigest()
        (copy / "manifest.json").write_text(json.dumps(manifest))
    with pytest.raises(PackDamaged):
        Pack.load(copy)


prefixes = st.builds(
    lambda start, length: ip_network((0xCB007100 + start, length), strict=False),
    st.integers(0, 255),
    st.integers(20, 32),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(prefixes, max_size=12, unique=True), st.integers(0, 255))
def test_bisection_agrees_with_a_search_for_the_longest_prefix(networks: list, last: int) -> None:  # type: ignore[type-arg]
    address = ip_address(0xCB007100 + last)
    around = [network for network in networks if address in network]
    wanted = max(around, key=lambda network: network.prefixlen, default=None)
    ranges = [range_of(network, row) for row, network in enumerate(networks, start=1)]
    row = Intervals.of(4, cut(ranges, nothing=0)).row_of(int(address))
    assert (networks[row - 1] if row else None) == wanted
