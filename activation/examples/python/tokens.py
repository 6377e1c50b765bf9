"""Tokens of hwprint's activation: PASETO v4.public, bound to a purpose and a product.

A port of docs/activation.md, for reading and for signing. Everything that is wrong with a token is a
Refused with one of the classes of failure of ../../vectors/README.md.
"""

import base64
import hashlib
import json
import re
import unicodedata

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

import hardware

DAY = 24 * 60 * 60
MAX_TIME = 253402300799  # the end of the year 9999
HEADER = "v4.public."
LABEL = "hwprint 2026 v1 activation "
LIMITS = {"request": 2048, "answer": 8192, "certificate": 4096, "ring": 32768}

# The text forms: prefix and bytes.
TEXTS = {
    "iid": ("iid1:", 16),
    "serial": ("ser1:", 12),
    "nonce": ("non1:", 16),
    "digest": ("dig1:", 32),
    "public": ("pub1:", 32),
    "ticket": ("tic1:", 32),
    "sealed_key": ("pks1:", 68),
    "signing": ("sig1:", 32),
    "sealing": ("sea1:", 32),
    "ticket_key": ("tik1:", 32),
}


class Refused(Exception):
    """What came is not, or is not here, a valid token. It holds no value."""

    def __init__(self, failure, member=""):
        super().__init__(f"{failure} {member}".strip())
        self.failure = failure


def encode64(b):
    return base64.urlsafe_b64encode(b).decode().rstrip("=")


def decode64(text, failure):
    """Decode unpadded base64url that has one form."""
    if not re.fullmatch(r"[A-Za-z0-9_-]*", text) or len(text) % 4 == 1:
        raise Refused(failure)
    b = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    if encode64(b) != text:
        raise Refused(failure)
    return b


def read_text(kind, text):
    """Return the bytes of the text form of a key or a number."""
    prefix, size = TEXTS[kind]
    if not isinstance(text, str) or not text.startswith(prefix):
        raise Refused("text")
    b = decode64(text[len(prefix) :], "text")
    if len(b) != size or not any(b):
        raise Refused("text")
    return b


def write_text(kind, b):
    return TEXTS[kind][0] + encode64(b)


def token_digest(token):
    return write_text("digest", hashlib.sha256(token.encode()).digest())


def iid_of(public):
    """The number of the installation that has a public key."""
    return write_text("iid", hashlib.sha256(b"hwprint 2026 v1 installation" + read_text("public", public)).digest()[:16])


def raw(public_key):
    return public_key.public_bytes(Encoding.Raw, PublicFormat.Raw)


def public_of(signing):
    key = Ed25519PrivateKey.from_private_bytes(read_text("signing", signing))
    return write_text("public", raw(key.public_key()))


# Members of tokens, each with its type; "?" marks those that may be missing.
SEAT = {"month": "int", "ref": "str"}
RING_KEY = {"bad": "true?", "for": "str", "from": "int", "key": "public", "kid": "int", "to": "int"}
MEMBERS = {
    "request": {
        "file": "true?", "free": "str?", "hash": "hash?", "ipk": "public", "key": "sealed_key?", "language": "str?", "nonce": "nonce",
        "now": "int", "op": "str", "product": "str", "region": "str?", "serial": "serial?", "ticket": "ticket?",
    },
    "answer": {
        "back": "int?", "certificate": "digest?", "may": "strs?", "now": "int", "outcome": "str", "seats": "seats?", "until": "int?",
    },
    "certificate": {
        "anchor": "hash?", "end": "int?", "features": "strs?", "grace": "int?", "iid": "iid", "issued": "int", "last": "hash?",
        "licence": "str", "maintained": "int?", "policy": "str?", "product": "str", "renew": "int?", "serial": "serial", "terms": "str",
        "ticket": "ticket?",
    },
    "ring": {"issued": "int", "keys": "keys"},
}  # fmt: skip


def well_formed(value, kind):
    """Report whether a member has its type, and is not one that has to be left out."""
    if kind.endswith("?"):
        return value not in (0, "", [], False, None) and well_formed(value, kind[:-1])
    if kind == "true":
        return value is True
    if kind == "int":
        return isinstance(value, int) and not isinstance(value, bool) and -(2**63) <= value < 2**63
    if kind == "str":
        return isinstance(value, str)
    if kind == "strs":
        return isinstance(value, list) and all(isinstance(v, str) for v in value)
    if kind in ("seats", "keys"):
        members = SEAT if kind == "seats" else RING_KEY
        return isinstance(value, list) and all(complete(v, members) for v in value)
    try:
        hardware.decode(value) if kind == "hash" else read_text(kind, value)
    except (Refused, hardware.NotAHash):
        return False
    return True


def complete(claims, members):
    """Report whether claims have all members that they must have, and no others."""
    if not isinstance(claims, dict) or not set(claims) <= set(members):
        return False
    return all(
        well_formed(claims[name], kind) if name in claims else kind.endswith("?") for name, kind in members.items()
    )


def canonical(claims):
    """The one JSON of claims: members in order, no spaces, five characters escaped as Go's encoding/json does."""
    text = json.dumps(claims, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    for c in "<>&\u2028\u2029":
        text = text.replace(c, f"\\u{ord(c):04x}")
    return text.encode()


def split(kind, token):
    """Take a token apart: payload, signature, number of the key. Nothing is verified yet."""
    if len(token.encode(errors="replace")) > LIMITS[kind]:
        raise Refused("length")
    body, dot, footer = token.removeprefix(HEADER).partition(".")
    b = decode64(body, "encoding")
    if not token.startswith(HEADER) or len(b) < 64 or not is_object(b[:-64]):
        raise Refused("encoding")
    kid = 0
    if dot:
        text = decode64(footer, "encoding")
        if not re.fullmatch(rb"[1-9][0-9]{0,9}", text) or int(text) >= 2**32:
            raise Refused("encoding")
        kid = int(text)
    return b[:-64], b[-64:], kid


def is_object(payload):
    try:
        return payload.startswith(b"{") and isinstance(json.loads(payload), dict)
    except (ValueError, RecursionError):
        return False


def implicit(kind, scope, request=None):
    b = (LABEL + kind).encode() + b"\0" + scope.encode()
    return b if request is None else b + b"\0" + hashlib.sha256(request.encode()).digest()


def encoding(*parts):
    """PASETO's pre-authentication encoding."""
    out = len(parts).to_bytes(8, "little")
    for part in parts:
        out += len(part).to_bytes(8, "little") + part
    return out


def verify(public, payload, signature, kid, bound):
    footer = str(kid).encode() if kid else b""
    try:
        key = Ed25519PublicKey.from_public_bytes(read_text("public", public))
        key.verify(signature, encoding(HEADER.encode(), payload, footer, bound))
    except (InvalidSignature, ValueError):
        raise Refused("signature") from None


def sign(kind, signing, kid, scope, claims, request=None):
    """Make a token. Claims that would be refused are refused here, too."""
    if not complete(claims, MEMBERS[kind]):
        raise Refused("claims")
    CHECKS[kind](claims)
    payload, footer = canonical(claims), str(kid).encode() if kid else b""
    key = Ed25519PrivateKey.from_private_bytes(read_text("signing", signing))
    signature = key.sign(encoding(HEADER.encode(), payload, footer, implicit(kind, scope, request)))
    token = HEADER + encode64(payload + signature)
    return f"{token}.{encode64(footer)}" if footer else token


def decode(kind, payload):
    """Read the claims of a verified payload, which must have its one form."""
    claims = json.loads(payload)
    if not complete(claims, MEMBERS[kind]) or canonical(claims) != payload:
        raise Refused("encoding")
    CHECKS[kind](claims)
    return claims


def read_request(token):
    payload, signature, kid = split("request", token)
    if kid:
        raise Refused("encoding")
    claimed = json.loads(payload)
    for member in ("ipk", "product"):
        if not isinstance(claimed.get(member, ""), str):
            raise Refused("encoding")
    if "ipk" not in claimed or not is_scope(claimed.get("product", "")):
        raise Refused("claims")
    try:
        read_text("public", claimed["ipk"])
    except Refused:
        raise Refused("encoding") from None
    verify(claimed["ipk"], payload, signature, 0, implicit("request", claimed["product"]))
    return decode("request", payload)


def read_ring(roots, product, token):
    payload, signature, kid = split("ring", token)
    if kid:
        raise Refused("encoding")
    if not roots:
        raise Refused("key")
    for i, root in enumerate(roots):
        try:
            verify(root, payload, signature, 0, implicit("ring", product.partition("/")[0]))
            break
        except Refused:
            if i == len(roots) - 1:
                raise
    return decode("ring", payload)


def find_key(ring, kid, use):
    for key in ring["keys"]:
        if key["kid"] == kid and key["for"] == use:
            return key
    raise Refused("key")


def active_key(ring, use, now):
    """The key for a use now: of those that are good, the one that began last."""
    good = [k for k in ring["keys"] if k["for"] == use and not k.get("bad") and k["from"] <= now < k["to"]]
    return max(good, key=lambda k: (k["from"], k["kid"]), default=None)


def read_certificate(ring, product, token):
    """Return the claims, and whether the key that signed them is bad now."""
    payload, signature, kid = split("certificate", token)
    key = find_key(ring, kid, "certificates")
    verify(key["key"], payload, signature, kid, implicit("certificate", product))
    claims = decode("certificate", payload)
    if claims["product"] != product:
        raise Refused("claims", "product")
    if not key["from"] <= claims["issued"] < key["to"]:
        raise Refused("key")
    return claims, key.get("bad", False)


def read_answer(ring, request, token, certificate=""):
    """Return the answer to a request, and the certificate that it grants or None."""
    asked = read_request(request)
    payload, signature, kid = split("answer", token)
    key = find_key(ring, kid, "answers")
    verify(key["key"], payload, signature, kid, implicit("answer", asked["product"], request))
    answer = decode("answer", payload)
    if key.get("bad") or not key["from"] <= answer["now"] < key["to"]:
        raise Refused("key")
    if answer["outcome"] != "granted":
        return answer, None
    if token_digest(certificate) != answer["certificate"]:
        raise Refused("claims", "certificate")
    claims, _ = read_certificate(ring, asked["product"], certificate)
    if claims["iid"] != iid_of(asked["ipk"]):
        raise Refused("installation")
    return answer, claims


# What claims must be besides well formed.


def need(ok, member):
    if not ok:
        raise Refused("claims", member)


def is_time(t):
    return 0 < t <= MAX_TIME


def is_scope(s):
    return s.partition("/")[0] != "" and len(s.encode(errors="replace")) <= 255 and not any(unicodedata.category(c) in ("Cc", "Cs") for c in s)


def is_name(s, limit, others):
    return re.fullmatch(f"[A-Za-z0-9{re.escape(others)}]{{1,{limit}}}", s) is not None


def ascending(names):
    return all(a < b for a, b in zip(names, names[1:]))


def check_request(r):
    activate = r["op"] == "activate"
    need(r["op"] in ("activate", "renew", "release"), "op")
    need(is_scope(r["product"]), "product")
    need(is_time(r["now"]), "now")
    need(activate == ("key" in r), "key")
    need(activate != ("serial" in r), "serial")
    need(not (activate and "ticket" in r), "ticket")
    need("free" not in r or activate and is_name(r["free"], 16, "-_"), "free")
    need("language" not in r or is_name(r["language"], 35, "-"), "language")
    need("region" not in r or re.fullmatch(r"[A-Z]{2}|[0-9]{3}", r["region"]), "region")


def check_certificate(c):
    floating = c["terms"] == "floating"
    need(c["terms"] in ("perpetual", "subscription", "trial", "floating"), "terms")
    need(is_scope(c["product"]), "product")
    need(is_name(c["licence"], 32, "-_"), "licence")
    need(floating != ("anchor" in c), "anchor")
    need("last" not in c or not floating and c["last"] != c["anchor"], "last")
    need(("policy" not in c) if floating else c.get("policy") in ("lenient", "standard", "strict"), "policy")
    need(not (floating and "ticket" in c), "ticket")
    features = c.get("features", [])
    need(len(features) <= 32 and ascending(features) and all(is_name(f, 32, "._:=+-") for f in features), "features")
    issued, end, renew = c["issued"], c.get("end", 0), c.get("renew", 0)
    need(is_time(issued), "issued")
    need(end == 0 and c["terms"] == "perpetual" or is_time(end) and end > issued, "end")
    need(renew == 0 or is_time(renew) and renew >= issued and not (end and renew > end), "renew")
    need(0 <= c.get("grace", 0) <= 90 * DAY, "grace")
    need("maintained" not in c or is_time(c["maintained"]) and c["terms"] == "perpetual", "maintained")


OUTCOMES = ("granted", "not_granted", "released", "revoked", "clock", "resend", "show_certificate")
OPTIONS = ("activate", "ask_vendor", "check_key", "come_back", "free_seat")


def check_answer(a):
    refused = a["outcome"] == "not_granted"
    may, seats = a.get("may", []), a.get("seats", [])
    need(a["outcome"] in OUTCOMES, "outcome")
    need(is_time(a["now"]), "now")
    need((a["outcome"] == "granted") == ("certificate" in a), "certificate")
    need("until" not in a or is_time(a["until"]) and a["outcome"] == "released", "until")
    need("may" not in a or refused and ascending(may) and set(may) <= set(OPTIONS), "may")
    need(("back" in a) == ("come_back" in may) and is_time(a.get("back", 1)), "back")
    need("seats" not in a or refused and len(seats) <= 64 and all(is_seat(s) for s in seats), "seats")


def is_seat(s):
    return is_name(s["ref"], 16, "-_") and 100001 <= s["month"] <= 999912 and 1 <= s["month"] % 100 <= 12


def check_ring(r):
    need(is_time(r["issued"]), "issued")
    need(1 <= len(r["keys"]) <= 64, "keys")
    last = 0
    for k in r["keys"]:
        need(last < k["kid"] < 2**32, "kid")
        need(k["for"] in ("certificates", "answers", "seal"), "for")
        need(is_time(k["from"]) and is_time(k["to"]) and k["from"] < k["to"], "from")
        last = k["kid"]


CHECKS = {"request": check_request, "answer": check_answer, "certificate": check_certificate, "ring": check_ring}


# Messages: tokens that travel together.

NAMES = ["request", "answer", "certificate", "ring"]
MESSAGES = [
    "request", "request certificate", "answer", "answer certificate", "answer ring", "answer certificate ring",
    "certificate", "certificate ring", "ring",
]  # fmt: skip


def write_message(message):
    names = " ".join(n for n in NAMES if n in message)
    if names not in MESSAGES:
        raise Refused("message")
    return "\n".join([f"hwprint {names}", *(message[n] for n in names.split(" ")), ""])


def read_message(text):
    if len(text.encode()) > 65536:
        raise Refused("length")
    first, *tokens = text.replace("\r\n", "\n").removesuffix("\n").split("\n")
    names = first.removeprefix("hwprint ")
    if not first.startswith("hwprint ") or names not in MESSAGES or len(tokens) != len(names.split(" ")):
        raise Refused("message")
    for token in tokens:
        if not token.startswith(HEADER) or " " in token or "\r" in token:
            raise Refused("message")
    return dict(zip(names.split(" "), tokens))
