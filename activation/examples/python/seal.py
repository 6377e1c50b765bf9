"""Sealing of the product key, and tickets: docs/activation.md, sections "Product key" and "Tickets".

HPKE (RFC 9180) in base mode with DHKEM(X25519, HKDF-SHA256), HKDF-SHA256 and ChaCha20-Poly1305, from the RFC.
"""

import hashlib
import hmac

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from tokens import Refused, raw, read_text, write_text

SUITE = bytes.fromhex("002000010003")
KEM = b"KEM" + SUITE[:2]
HPKE = b"HPKE" + SUITE
BASE24 = "BCDFGHJKMPQRTVWXY2346789"


def extract(suite, salt, label, ikm):
    return hmac.digest(salt or bytes(32), b"HPKE-v1" + suite + label + ikm, "sha256")


def expand(suite, key, label, info, size):
    """HKDF-Expand for up to 32 bytes: one block."""
    info = size.to_bytes(2, "big") + b"HPKE-v1" + suite + label + info
    return hmac.digest(key, info + b"\x01", "sha256")[:size]


def cipher(shared, enc, public, info):
    """The key schedule of base mode: a cipher for one message, and its nonce."""
    secret = expand(KEM, extract(KEM, b"", b"eae_prk", shared), b"shared_secret", enc + public, 32)
    context = b"\0" + extract(HPKE, b"", b"psk_id_hash", b"") + extract(HPKE, b"", b"info_hash", info)
    secret = extract(HPKE, secret, b"secret", b"")
    key, nonce = expand(HPKE, secret, b"key", context, 32), expand(HPKE, secret, b"base_nonce", context, 12)
    return ChaCha20Poly1305(key), nonce


def info(kid, product, ipk, nonce):
    out = b"hwprint 2026 v1 product key"
    for part in (SUITE, kid.to_bytes(4, "big"), product.encode(), read_text("public", ipk), read_text("nonce", nonce)):
        out += len(part).to_bytes(2, "big") + part
    return out


def seal(kid, public, product, ipk, nonce, number):
    """Seal the 16 bytes of a product key's number for a request."""
    ephemeral, to = X25519PrivateKey.generate(), read_text("public", public)
    enc = raw(ephemeral.public_key())
    shared = ephemeral.exchange(X25519PublicKey.from_public_bytes(to))
    aead, base = cipher(shared, enc, to, info(kid, product, ipk, nonce))
    return write_text("sealed_key", kid.to_bytes(4, "big") + enc + aead.encrypt(base, number, b""))


def open_sealed(keys, product, ipk, nonce, sealed):
    """Open a sealed key. keys are the servers' secrets by number."""
    b = read_text("sealed_key", sealed)
    kid = int.from_bytes(b[:4], "big")
    if kid not in keys:
        raise Refused("sealing_key")
    secret = X25519PrivateKey.from_private_bytes(read_text("sealing", keys[kid]))
    try:
        shared = secret.exchange(X25519PublicKey.from_public_bytes(b[4:36]))
        aead, base = cipher(shared, b[4:36], raw(secret.public_key()), info(kid, product, ipk, nonce))
        return aead.decrypt(base, b[36:], b"")
    except (InvalidTag, ValueError):
        raise Refused("sealed") from None


def number_of(key):
    """The number of a product key in the format base24: docs/product-key.md."""
    n, letters = 0, "".join(c for c in key.upper() if c not in "- \t\r\n_.")
    if len(letters) != 25 or any(c not in BASE24 for c in letters):
        raise Refused("malformed")
    for c in letters:
        n = 24 * n + BASE24.index(c)
    return n.to_bytes(16, "big")


def ticket_parts(ticket):
    """The number, the parent's number and the place in the row."""
    b = read_text("ticket", ticket)
    return b[:8], b[8:16], int.from_bytes(b[16:20], "big")


def verify_ticket(key, iid, ticket):
    b = read_text("ticket", ticket)
    covered = b"hwprint 2026 v1 activation ticket\0" + read_text("iid", iid) + b[:20]
    mac = hmac.new(read_text("ticket_key", key), covered, hashlib.sha256).digest()[:12]
    return hmac.compare_digest(mac, b[20:])
