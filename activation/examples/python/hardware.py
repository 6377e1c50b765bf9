"""Decoding and comparing of hardware hashes: docs/format.md, section "Record", and docs/matching.md."""

import base64
import functools
import json
import math
import pathlib
import re

# Rates and caps: a client takes this file with it.
LISTS = json.loads(pathlib.Path(__file__).resolve().parents[3].joinpath("fixtures/data/lists.json").read_text("utf-8"))

# Per million: no value agrees a year later; the twin has it too.
RATES = {w["class"]: (w["miss"], w["shared"]) for w in LISTS["weights"]}

# What a group takes and adds at most, in hundredths of a bit.
CAPS = {c["group"]: (100 * c["low"], 100 * c["high"]) for c in LISTS["caps"]}

# Class, group, first slot, slots, width in bits.
CLASSES = [
    ("system_uuid", "platform", 0, 1, 11),
    ("system_serial", "platform", 1, 1, 11),
    ("board_serial", "platform", 2, 1, 11),
    ("tpm", "tpm", 3, 1, 15),
    ("os_install", "os", 4, 1, 15),
    ("nic", "network", 5, 3, 11),
    ("disk", "storage", 8, 3, 11),
    ("memory_module", "memory", 11, 2, 10),
    ("system_model", "model", 13, 1, 8),
    ("board_model", "model", 14, 1, 8),
    ("firmware", "model", 15, 1, 8),
    ("cpu", "model", 16, 1, 8),
    ("memory_size", "model", 17, 1, 8),
    ("gpu", "model", 18, 2, 8),
    ("pnp_device", "model", 20, 4, 8),
]
IDENTITY = {name for name, group, *_ in CLASSES if group != "model"}

# Bits for same and for review, in hundredths, and the groups that must agree.
POLICIES = {"lenient": (200, -400, 1), "standard": (600, 0, 1), "strict": (1400, 800, 2)}

VIRTUAL = 0x01
# The classes with several slots, and the trait that says that the machine had more values than that.
OVERFLOW = {"nic": 0x08, "disk": 0x10, "memory_module": 0x20, "gpu": 0x40, "pnp_device": 0x80}


class NotAHash(Exception):
    """A text that is no hash, with the class of failure of fixtures/README.md."""


class NotComparable(Exception):
    """Two hashes of different scopes."""


def decode(text):
    """Return the 64 bytes of a hash, which has one text."""
    if not isinstance(text, str) or not text.startswith("hw1:"):
        later = isinstance(text, str) and re.match(r"hw[0-9]{1,3}:", text)
        raise NotAHash("version" if later else "prefix")
    if len(text.encode(errors="replace")) != 90:
        raise NotAHash("length")
    if not re.fullmatch(r"hw1:[A-Za-z0-9_-]{86}", text):
        raise NotAHash("encoding")
    h = base64.urlsafe_b64decode(text[4:] + "==")
    if base64.urlsafe_b64encode(h)[:86] != text[4:].encode():
        raise NotAHash("encoding")
    return check(h)


def check(h):
    """Refuse 64 bytes that are no hash."""
    if len(h) != 64:
        raise NotAHash("length")
    if h[0] != 1:
        raise NotAHash("version")
    if crc16(h[:6] + h[8:]) != int.from_bytes(h[6:8], "big"):
        raise NotAHash("checksum")
    if any(slot(h, i) for i in range(24, 28)):
        raise NotAHash("reserved")
    for name, _, first, slots, width in CLASSES:
        values = [slot(h, first + i) for i in range(slots)]
        used = [v for v in values if v]
        if any(v > 1 << (15 if name == "nic" else width) for v in used):
            raise NotAHash("slot_width")
        if values[: len(used)] != used:
            raise NotAHash("slot_gap")
        if used != sorted(used):
            raise NotAHash("slot_order")
        if len(used) < slots and h[1] & OVERFLOW.get(name, 0):
            raise NotAHash("traits")
    if not any(of_class(h, c) for c in CLASSES if c[0] in IDENTITY):
        raise NotAHash("insufficient")
    return h


def crc16(data):
    """CRC-16/IBM-3740."""
    crc = 0xFFFF
    for byte in data:
        crc ^= byte << 8
        for _ in range(8):
            crc = (crc << 1 ^ (0x1021 if crc & 0x8000 else 0)) & 0xFFFF
    return crc


def slot(h, i):
    return int.from_bytes(h[8 + 2 * i : 10 + 2 * i], "big")


def of_class(h, info):
    return [v for i in range(info[3]) if (v := slot(h, info[2] + i))]


def log2(n, d):
    """log2(n/d) in hundredths, rounded to the nearest, by integers alone."""
    return ((log2q32(n) - log2q32(d)) * 100 + (1 << 31)) >> 32


def log2q32(n):
    result = n.bit_length() - 1
    mantissa = n << (63 - result)
    for _ in range(32):
        high = mantissa * mantissa >> 64
        result = result << 1 | high >> 63
        mantissa = high if high >> 63 else high << 1
    return result


def rarity(width, slots, shared, enrolled, agreeing):
    chance = log2(2**width, enrolled * slots) * agreeing + log2(math.factorial(agreeing), 1)
    return min(chance, log2(1_000_000, shared) * agreeing)


@functools.cache
def weight(info, enrolled, agreeing):
    """What a class is worth that is there in both hashes."""
    name, _, _, slots, width = info
    miss, shared = RATES[name]
    if not agreeing:
        return log2(miss, 1_000_000 - shared)
    return log2(1_000_000 - miss, 1_000_000) + rarity(width, slots, shared, enrolled, agreeing)


class Match:
    """How two hashes compare: verdict, bits in hundredths, and per class how it agrees and three counts."""

    def __init__(self):
        self.bits, self.groups_enrolled, self.groups_agreeing, self.verdict = 0, 0, 0, ""
        self.classes = {}  # name: (agreement, agreeing, enrolled, presented), for classes that either hash has

    def differing(self):
        return [name for name, (agreement, *_) in self.classes.items() if agreement == "differs"]

    def missing(self):
        return [name for name, (_, _, enrolled, presented) in self.classes.items() if enrolled and not presented]


def compare(policy, enrolled, presented):
    """Decide whether two hashes, as text, are of one machine."""
    a, b = decode(enrolled), decode(presented)
    if a[2:6] != b[2:6]:
        raise NotComparable("scope_mismatch")
    m = Match()
    sums, has = dict.fromkeys(CAPS, 0), set()
    for info in CLASSES:
        name, group, overflow = info[0], info[1], OVERFLOW.get(info[0], 0)
        have, found = of_class(a, info), of_class(b, info)
        if not have and not found:
            continue
        n, doubt = adapters(have, found) if name == "nic" else (common(have, found), 0)
        agreement = "absent"
        if n:
            agreement = "agrees"
            worth = weight(info, len(have), n)
            # Of more values than slots the smallest are kept: two machines agree by chance more often.
            worth = max(0, worth - 200 * n) if (a[1] | b[1]) & overflow else worth
            sums[group] += max(0, worth - doubt)
        elif have and found and not may_be_left_out(have, found, a[1] & overflow, b[1] & overflow):
            agreement = "differs"
            sums[group] += weight(info, len(have), 0)
        m.classes[name] = (agreement, n, len(have), len(found))
        if have:
            has.add(group)
    adjust(m, sums, has, a, b)
    total(m, sums, has, POLICIES[policy])
    return m


def may_be_left_out(have, found, overflowed_have, overflowed_found):
    """C3: the one value of a class may be among those that found no slot in the other hash."""
    return len(have) == 1 and overflowed_found or len(found) == 1 and overflowed_have


def common(a, b):
    """How many values are in both: equal ones as often as they are in the one that has fewer."""
    return sum(min(a.count(v), b.count(v)) for v in set(a))


def adapters(a, b):
    """C2: how many adapters are in both, those that have a port in common, and how much less they are worth than equal ones."""
    doubts = [d for x in a if (d := least_doubt(x, b)) is not None]
    back = sum(least_doubt(y, a) is not None for y in b)
    return min(len(doubts), back), sum(doubts)


def least_doubt(x, others):
    """What an adapter shares with the most similar of others, or None. A slot is 1 + its lowest port, modulo 2^11, + 2^11 for each port more."""
    if x in others:
        return 0
    overlapping = [y for y in others if (y - x) % 2048 <= (x - 1) // 2048 or (x - y) % 2048 <= (y - 1) // 2048]
    return min((log2(1 + (x - 1) // 2048 + (y - 1) // 2048, 1) for y in overlapping), default=None)


def adjust(m, sums, has, a, b):
    """The exceptions of docs/matching.md: C4, C5, C6."""
    agreement = {name: how for name, (how, *_) in m.classes.items()}
    if (a[1] | b[1]) & VIRTUAL:
        sums["model"] = max(sums["model"], 0)
    if agreement.get("system_uuid") == agreement.get("os_install") == "agrees" and (slot(a, 0) - slot(a, 4)) % 2048 == 0:
        sums["os"] = 0  # the installation is the UUID again
        has.discard("os")
    if sums["storage"] < 0 and sums["os"] < 0:
        sums["os"] = 0
        has.discard("os")


def total(m, sums, has, policy):
    same, review, groups = policy
    for group, (low, high) in CAPS.items():
        worth = min(max(sums[group], low), high)
        m.bits += worth
        if group != "model" and group in has:
            m.groups_enrolled += 1
            m.groups_agreeing += worth > 0
    if m.groups_agreeing == 1 < m.groups_enrolled and "os" in has and sums["os"] > 0:
        m.groups_agreeing = 0  # of several an installation alone: images are cloned with theirs
    enough = m.groups_agreeing >= groups and 2 * m.groups_agreeing >= m.groups_enrolled
    m.verdict = "same" if m.bits >= same and enough else "review" if m.bits >= review else "different"
