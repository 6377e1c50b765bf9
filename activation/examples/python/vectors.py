"""Runs the test vectors in folders: python3 vectors.py ../../vectors ../../../fixtures/data/vectors"""

import json
import pathlib
import sys

import check
import hardware
import seal
import tokens
from tokens import Refused


def failure_of(call, *args):
    """Call, and return the result and no failure, or nothing and the failure."""
    try:
        return call(*args), None
    except Refused as e:
        return None, e.failure
    except (hardware.NotAHash, hardware.NotComparable) as e:
        return None, str(e)


def equal(got, want, what):
    if got != want:
        raise AssertionError(f"{what}: {got!r}, where {want!r} was expected")


def read_token(v):
    kind = v["kind"]
    if kind == "request":
        return tokens.read_request(v["token"])
    if kind == "ring":
        return tokens.read_ring(v.get("roots", []), v["product"], v["token"])
    if kind == "certificate":
        return tokens.read_certificate(v["ring"], v["product"], v["token"])[0]
    return tokens.read_answer(v["ring"], v["request"], v["token"], v.get("certificate", ""))[0]


def run_tokens(v):
    claims, failure = failure_of(read_token, v)
    equal(failure, v.get("failure"), "failure")
    equal(claims, v.get("claims"), "claims")
    if "signer" in v:
        scope = v["product"].partition("/")[0] if v["kind"] == "ring" else v["product"]
        again = tokens.sign(v["kind"], v["signer"], v.get("kid", 0), scope, claims, v.get("request"))
        equal(again, v["token"], "signed again")


def run_messages(v):
    message, failure = failure_of(tokens.read_message, v["text"])
    equal(failure, v.get("failure"), "failure")
    equal(message, v.get("tokens"), "tokens")
    if message:
        equal(tokens.write_message(message), v.get("normal", v["text"]), "text")


def run_texts(v):
    b, failure = failure_of(tokens.read_text, v["type"], v["text"])
    equal(failure, v.get("failure"), "failure")
    if b:
        equal(b.hex(), v["bytes"], "bytes")
        equal(tokens.write_text(v["type"], b), v["text"], "text")
    if "iid" in v:
        equal(tokens.iid_of(v["text"]), v["iid"], "iid")


def run_seal(v):
    args = v["product"], v["ipk"], v["nonce"]
    number, failure = failure_of(seal.open_sealed, {v["kid"]: v["secret"]}, *args, v["sealed"])
    equal(failure, v.get("failure"), "failure")
    if number:
        equal(number.hex(), v["number"], "number")
        equal(seal.number_of(v["key"]), number, "number of the key")
        again = seal.seal(v["kid"], v["public"], *args, number)
        equal(seal.open_sealed({v["kid"]: v["secret"]}, *args, again), number, "sealed here")


def run_tickets(v):
    number, parent, seq = seal.ticket_parts(v["ticket"])
    equal((number.hex(), parent.hex(), seq), (v["number"], v["parent"], v["seq"]), "parts")
    equal(seal.verify_ticket(v["key"], v["iid"], v["ticket"]), v["valid"], "valid")


def run_check(v):
    machine, want = v["machine"], v["status"]
    for _ in range(2):  # again, with what it says to remember
        c = check.Check(v["ring"], v["certificate"], machine)
        equal(c.state, want["state"], "state")
        equal(c.allowed, want["allowed"], "allowed")
        equal(c.until, want.get("until", 0), "until")
        for name in ("reasons", "help", "differing", "missing"):
            equal(getattr(c, name), want.get(name, []), name)
        equal(c.memory, want["memory"], "memory")
        machine = {**machine, "memory": c.memory}


def run_clock(v):
    clock = begun = {}
    for step in v["steps"]:
        value = step["value"]
        if step["do"] == "answered":
            clock = check.answered(value)
        elif step["do"] == "answered_by_file":
            clock = check.answered_by_file(clock, value)
        elif step["do"] == "started":
            clock = begun = check.started(clock, value)
        else:
            clock = check.ran(clock, begun, value)
        equal(clock, step["clock"], step["do"])
        equal(check.floor(clock), step["floor"], "floor")


def run_decode(v):
    """Of hwhash: a text, or bytes."""
    if "bytes" in v and "text" not in v:
        h, failure = failure_of(hardware.check, bytes.fromhex(v["bytes"]))
    else:
        h, failure = failure_of(hardware.decode, v.get("text", ""))
    equal(failure, v.get("failure"), "failure")
    if h and "bytes" in v:
        equal(h.hex(), v["bytes"], "bytes")


def run_compare(v):
    """Of hwhash: two hashes under each policy."""
    for policy in hardware.POLICIES:
        m, failure = failure_of(hardware.compare, policy, v["enrolled"], v["presented"])
        equal(failure, v.get("failure"), "failure")
        if not m:
            continue
        want = v["result"]
        equal(m.bits, round(want["bits"] * 100), "bits")
        equal(m.verdict, want["verdicts"][policy], policy)
        equal((m.groups_enrolled, m.groups_agreeing), (want["groups_enrolled"], want["groups_agreeing"]), "groups")
        classes = {n: (c["agreement"], c["agreeing"], c["enrolled"], c["presented"]) for n, c in want["classes"].items()}
        equal(m.classes, classes, "classes")


RUN = {
    "tokens": run_tokens, "messages": run_messages, "texts": run_texts, "seal": run_seal, "tickets": run_tickets, "check": run_check,
    "clock": run_clock, "decode": run_decode, "compare": run_compare,
}  # fmt: skip


def main():
    failed = 0
    for path in sorted(p for folder in sys.argv[1:] for p in pathlib.Path(folder).glob("*.json")):
        if path.stem not in RUN:
            continue
        vectors = json.loads(path.read_text("utf-8"))
        for v in vectors:
            try:
                RUN[path.stem](v)
            except Exception as e:
                failed += 1
                print(f"{path.stem}: {v['id']}: {type(e).__name__}: {e}")
        print(f"{path.stem}: {len(vectors)} vectors")
    sys.exit(failed > 0)


if __name__ == "__main__":
    main()
