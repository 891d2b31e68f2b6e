"""What intake is held against: the measured peer, dated, and our own aims."""

from typing import Any

PEER = "GlobaLeaks 5.0.95"
PEER_ROWS = (
    {"clients": 1, "sent": 100, "acknowledged": 100, "refused": 0, "rate": 22.6, "p95_ms": 53, "server_cpu_ms": 42},
    {"clients": 2, "sent": 100, "acknowledged": 72, "refused": 28, "rate": 14.5, "p95_ms": 330, "server_cpu_ms": 70},
    {"clients": 4, "sent": 100, "acknowledged": 55, "refused": 45, "rate": 10.0, "p95_ms": 492, "server_cpu_ms": 96},
    {"clients": 8, "sent": 100, "acknowledged": 41, "refused": 59, "rate": 4.0, "p95_ms": 1663, "server_cpu_ms": 150},
)
UNLIKE = (
    "a constant measured in 2026 on another machine of two cores; not run here",
    "theirs is the final request with a 2,046-byte JSON body of 12 answers from a single-page application that makes "
    "several requests before it; ours is a form post that carries the whole sealed draft and is answered with a page",
    "theirs seals to one recipient by a key made on the server; ours to two keys the server does not hold, with a "
    "signature, a blind tag and an audit leaf",
    "its limits on the number of reports were lifted; ours has none",
    "client and server share the same two cores in both; both acknowledge after the disk has the report",
)
POST_RATE, SCALE, P95_MS, CPU_MS, JOURNEY_RATE, SITE_MB, ALL_MB = 250, 0.9, 120, 4, 40, 160, 600


def peers() -> list[dict[str, Any]]:
    return [{"name": PEER, "stage": "post", "rows": list(PEER_ROWS), "not_like_for_like": list(UNLIKE)}]


def beside_peer(rows: list[dict[str, Any]]) -> None:
    """Adds the ratio to the peer's rate where both were measured with as many clients."""
    theirs = {row["clients"]: float(str(row["rate"])) for row in PEER_ROWS}
    for row in rows:
        if row["stage"] == "post" and row["clients"] in theirs:
            row["times_peer"] = round(row["rate"] / theirs[row["clients"]], 1)


def aims(rows: list[dict[str, Any]], memory: dict[str, Any], after_kill: dict[str, Any]) -> list[dict[str, Any]]:
    """Each aim with what was measured, in the order of the issue."""
    post = {row["clients"]: row for row in rows if row["stage"] == "post"}
    first, most = post[min(post)], post[max(post)]
    journey = max(row["rate"] for row in rows if row["stage"] == "journey")
    scale = round(most["rate"] / first["rate"], 2) if first["rate"] else 0.0
    return [
        _least("post, fewest clients, a second", POST_RATE, first["rate"]),
        _least("post, most clients as a share of fewest", SCALE, scale),
        _most("post, p95 with most clients, ms", P95_MS, most["p95_ms"]),
        _most("post, server CPU, ms a report", CPU_MS, max(row["server_cpu_ms_per_report"] for row in post.values())),
        _least("journey, best, a second", JOURNEY_RATE, journey),
        _most("refused", 0, sum(row["refused"] for row in rows)),
        _most("lost, kill -9 included", 0, sum(row["lost"] for row in rows) + after_kill["lost"]),
        _most("site, PSS MB", SITE_MB, memory["site_pss_mb"]),
        _most("all embedded processes, PSS MB", ALL_MB, memory["all_pss_mb"]),
    ]


def _least(aim: str, bound: float, measured: float) -> dict[str, Any]:
    return {"aim": aim, "at_least": bound, "measured": measured, "met": measured >= bound}


def _most(aim: str, bound: float, measured: float) -> dict[str, Any]:
    return {"aim": aim, "at_most": bound, "measured": measured, "met": measured <= bound}
