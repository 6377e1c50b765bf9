"""The check without a network, and the clock: docs/activation.md, section "The check"."""

import hardware
import tokens
from tokens import DAY, Refused

BAD_GRACE = 14 * DAY
SLACK = 5 * 60
MAX_JUMP = 7 * DAY
JUMP_APART = 60 * 60


class Check:
    """A check: afterwards state, until, reasons, help, differing, missing and memory say what it found.

    machine has product, installation (the public key), now, memory, and perhaps built, hash, late, unsaved.
    The ring is verified already. Keep memory for the next check.
    """

    def __init__(self, ring, certificate, machine):
        self.machine, self.memory = machine, dict(machine["memory"])
        self.cert, self.bad, self.match, self.last = {}, False, None, False
        self.until, self.differing, self.missing = 0, [], []
        if not certificate:
            return self.finish("none")
        try:
            self.read(ring, certificate)
        except (Refused, hardware.NotComparable):
            self.cert, self.match, self.differing, self.missing = {}, None, [], []
            return self.finish("invalid")
        self.now = min(max(machine["now"], floor(self.memory["clock"]), self.cert["issued"]), tokens.MAX_TIME)
        self.decide()

    @property
    def allowed(self):
        return self.state in ("valid", "grace")

    def read(self, ring, certificate):
        self.cert, self.bad = tokens.read_certificate(ring, self.machine["product"], certificate)
        if self.cert["iid"] != tokens.iid_of(self.machine["installation"]):
            raise Refused("installation")
        now = self.machine.get("hash")
        if self.cert["terms"] == "floating" or not now:
            return
        policy = self.cert["policy"]
        self.match = hardware.compare(policy, self.cert["anchor"], now)
        self.differing, self.missing = self.match.differing(), self.match.missing()
        if "last" in self.cert:
            self.last = hardware.compare(policy, self.cert["last"], now).verdict == "same"

    def decide(self):
        """Find the state: the first refusal that holds, else grace or valid."""
        cert, now = self.cert, self.now
        grace, end = cert.get("grace", 0), cert.get("end", 0)
        over, ended = (end + grace, now >= end) if end else (0, False)
        if self.bad:
            over = earlier(over, self.since("bad") + min(grace, BAD_GRACE))
        else:
            self.memory.pop("bad", None)
        sure, elsewhere = self.place()
        doubt = 0
        if sure:
            self.memory.pop("changed", None)
        elif not elsewhere:
            doubt = earlier(self.since("changed") + grace, end)
        revoked = self.memory.get("revoked", 0)
        if revoked >= cert["issued"]:
            self.finish("revoked", revoked)
        elif "maintained" in cert and self.machine.get("built", 0) >= cert["maintained"]:
            self.finish("not_maintained")
        elif elsewhere:
            self.finish("elsewhere")
        elif over and now >= over:
            self.finish("ended", over)
        elif not sure and now >= doubt:
            self.finish("unconfirmed", doubt)
        elif not sure or ended or self.bad:
            self.finish("grace", earlier(over, doubt))
        else:
            self.finish("valid", end)

    def place(self):
        """Say whether this is surely the enrolled machine, or surely another."""
        if self.cert["terms"] == "floating" or self.match and self.match.verdict == "same":
            return True, False
        different = self.match is not None and self.match.verdict == "different"
        return False, different and self.contradicted() and not self.last and not self.machine.get("late")

    def contradicted(self):
        return any(c in hardware.IDENTITY for c in self.differing)

    def since(self, name):
        """Since when something has been so. A new certificate begins anew."""
        began = self.memory.get(name, 0)
        if began == 0 or began > self.now:
            began = self.now
        self.memory[name] = max(began, self.cert["issued"])
        return self.memory[name]

    def finish(self, state, until=0):
        self.state, self.until = state, until
        self.reasons = [r for r, holds in self.all_reasons() if holds]
        self.help = [h for h, holds in self.all_help() if holds]

    def all_reasons(self):
        cert, known = self.cert, floor(self.memory["clock"])
        if cert:
            changed = "changed" in self.memory and self.state != "elsewhere"
            renewed = "renew" in cert
            moved = self.state == "valid" and self.moved() and self.now >= cert["issued"] + DAY
            yield "renew", renewed and (self.now >= cert["renew"] or changed or self.bad or moved)
            yield "grace", "end" in cert and self.now >= cert["end"]
            yield "changed", changed and self.contradicted()
            yield "evidence", changed and not self.contradicted()
            yield "late", changed and self.machine.get("late")
            yield "bad_key", self.bad
            yield "elsewhere", self.state == "elsewhere"
            yield "air_gapped", not renewed
        yield "clock", self.machine["now"] + SLACK < max(known, cert.get("issued", 0))
        yield "unsaved", self.machine.get("unsaved")

    def moved(self):
        """Whether the hash is not the one that the server saw last."""
        seen, now = self.cert.get("last", self.cert.get("anchor")), self.machine.get("hash")
        return bool(seen and now and seen != now)

    def all_help(self):
        state, reasons = self.state, self.reasons
        yield "activate", state in ("none", "invalid", "elsewhere")
        yield "maintenance", state == "not_maintained"
        yield "ask_vendor", state == "revoked"
        yield "retry", "late" in reasons
        yield "access", "evidence" in reasons or "changed" in reasons and self.missing
        yield "set_clock", "clock" in reasons
        server = "renew" if "renew" in self.cert else "ask_vendor"
        yield server, state in ("not_maintained", "ended", "unconfirmed", "grace") or state == "valid" and "renew" in reasons
        yield "make_room", "unsaved" in reasons


def earlier(a, b):
    """The earlier of two times, of which 0 is never."""
    return min(t for t in (a, b) if t) if a or b else 0


# A clock is a dict of signed, stamp and ahead; 0 is left out.


def clock(**times):
    return {k: v for k, v in times.items() if v}


def floor(c):
    return max(c.get("signed", 0), c.get("stamp", 0))


def answered(server):
    """A signed answer to a request that was made just now sets the floor, down too."""
    return clock(signed=server)


def answered_by_file(c, server):
    return {**c, **clock(signed=max(c.get("signed", 0), server))}


def started(c, now):
    """A start stamps the clock; a jump of more than seven days needs two of them."""
    low, ahead = floor(c), c.get("ahead", 0)
    signed, stamp = c.get("signed", 0), c.get("stamp", 0)
    if not tokens.is_time(now) or now <= low:
        return clock(signed=signed, stamp=stamp)
    if low == 0 or now - low <= MAX_JUMP:
        return clock(signed=signed, stamp=now)
    if ahead == 0 or now < ahead:
        return clock(signed=signed, stamp=stamp, ahead=now)
    if now - ahead >= JUMP_APART:
        return started(clock(signed=signed, stamp=ahead), now)
    return c


def ran(c, start, seconds):
    """While a program runs, the floor is at least that of the start and the time since."""
    low = floor(start)
    if c.get("signed", 0) == start.get("signed", 0) and low and 0 < seconds <= tokens.MAX_TIME - low:
        return {**c, "stamp": max(c.get("stamp", 0), low + seconds)}
    return c
