"""For those who work with a hotline that runs Kindline: sealed things are fetched, opened, answered on their machines.

Only `kindline.sealing` and the standard library: it runs where nothing else of Kindline is. No key ever leaves it.
"""

from kindline.client import key_files
from kindline.client.connection import Connection, Problem
from kindline.client.member import Member
from kindline.client.police import trust
from kindline.client.police.judgements import Judgement
from kindline.client.police.opening import Item
from kindline.client.provider import Action, Provider
from kindline.client.refusals import Refused
from kindline.client.site import Site
from kindline.client.unit import PoliceUnit
from kindline.client.wire import Unreachable

__all__ = [
    "Action", "Connection", "Item", "Judgement", "Member", "PoliceUnit", "Problem", "Provider", "Refused", "Site",
    "Unreachable", "key_files", "trust",
]  # fmt: skip
