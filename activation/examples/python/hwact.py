"""A small client: activates a licence over HTTP, checks it without a network, renews and releases it.

    python3 hwact.py activate --server https://licences.acme.example --product acme.example/editor \\
        --root pub1:... --state ~/.local/state/editor --hash "$(hwprint -scope acme.example/editor)" < key.txt

The product key is read from standard input, never from an argument. The hardware hash is that of the command
hwprint, or of any agent in any language that follows docs/format.md.
"""

import argparse
import json
import os
import pathlib
import secrets
import sys
import tempfile
import time
import urllib.error
import urllib.request

import check
import seal
import tokens


class Client:
    """An installation: its state is one file, written whole and only for the user."""

    def __init__(self, server, product, roots, folder, now):
        self.server, self.product, self.roots, self.now = server, product, roots, now
        self.path = pathlib.Path(folder, "activation.json")
        try:
            self.state = json.loads(self.path.read_text())
        except FileNotFoundError:
            signing = tokens.write_text("signing", secrets.token_bytes(32))
            self.state = {"installation": signing, "ring": "", "certificate": "", "memory": {"clock": {}}}
        self.public = tokens.public_of(self.state["installation"])
        self.clock(check.started(self.memory["clock"], now))

    @property
    def memory(self):
        return self.state["memory"]

    def clock(self, clock):
        self.memory["clock"] = clock

    def save(self):
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile("w", dir=self.path.parent, delete=False) as f:  # 0600
            json.dump(self.state, f)
            f.flush()
            os.fsync(f.fileno())
        os.replace(f.name, self.path)

    def ring(self):
        return tokens.read_ring(self.roots, self.product, self.state["ring"])

    def keep_ring(self, token):
        """Keep the ring that was issued last."""
        new = tokens.read_ring(self.roots, self.product, token)
        if not self.state["ring"] or new["issued"] >= self.ring()["issued"]:
            self.state["ring"] = token

    def status(self, hardware_hash):
        """The check without a network."""
        ring = self.ring() if self.state["ring"] else {"keys": []}
        machine = {
            "product": self.product, "installation": self.public, "now": self.now, "hash": hardware_hash, "memory": self.memory,
        }  # fmt: skip
        found = check.Check(ring, self.state["certificate"], machine)
        self.state["memory"] = found.memory
        return found

    def fetch(self, path, text=None):
        request = urllib.request.Request(self.server + path, text and text.encode(), {"Content-Type": "text/plain"})
        with urllib.request.urlopen(request, timeout=30) as response:
            return tokens.read_message(response.read(65537).decode())

    def request(self, op, hardware_hash, number, now):
        """What is sent: all of it."""
        claims = {"op": op, "product": self.product, "ipk": self.public, "now": now}
        claims["nonce"] = tokens.write_text("nonce", secrets.token_bytes(16))
        if op != "release" and hardware_hash:
            claims["hash"] = hardware_hash
        if op == "activate":
            ring = self.ring()  # the own clock may be wrong by years
            key = tokens.active_key(ring, "seal", now) or tokens.active_key(ring, "seal", ring["issued"])
            if key is None:
                raise tokens.Refused("key")
            claims["key"] = seal.seal(key["kid"], key["key"], self.product, self.public, claims["nonce"], number)
        else:
            held, _ = tokens.read_certificate(self.ring(), self.product, self.state["certificate"])
            claims.update({name: held[name] for name in ("serial", "ticket") if name in held})
        return tokens.sign("request", self.state["installation"], 0, self.product, claims)

    def ask(self, op, hardware_hash=None, number=None):
        """Send a request, once more where the answer asks for that, and keep what was granted."""
        self.keep_ring(self.fetch("/v1/ring")["ring"])
        now, shown = self.now, {}
        for _ in range(3):
            request = self.request(op, hardware_hash, number, now)
            message = self.fetch("/v1/" + op, tokens.write_message({"request": request, **shown}))
            if "ring" in message:
                self.keep_ring(message["ring"])
            certificate = message.get("certificate", "")
            answer, _ = tokens.read_answer(self.ring(), request, message["answer"], certificate)
            self.clock(check.answered(answer["now"]))
            if answer["outcome"] == "clock":
                now = answer["now"]
            elif answer["outcome"] == "show_certificate":
                shown = {"certificate": self.state["certificate"]}
            elif answer["outcome"] != "resend":
                break
        if answer["outcome"] == "granted":
            self.state["certificate"] = certificate
        elif answer["outcome"] == "revoked":
            self.memory["revoked"] = answer["now"]
        elif answer["outcome"] == "released":
            self.state["certificate"] = ""
        self.save()
        return answer


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("command", choices=["activate", "status", "renew", "release"])
    p.add_argument("--server", help="the server's URL")
    p.add_argument("--product", required=True)
    p.add_argument("--root", action="append", required=True, help="a pinned public key, one or two")
    p.add_argument("--state", required=True, help="a folder of the user's")
    p.add_argument("--hash", help="the machine's hardware hash")
    p.add_argument("--now", type=int, default=int(time.time()), help="the time, for tests")
    args = p.parse_args()
    client = Client(args.server, args.product, args.root, args.state, args.now)
    if args.command != "status":
        number = seal.number_of(sys.stdin.readline()) if args.command == "activate" else None
        print(json.dumps(client.ask(args.command, args.hash, number)))
        return
    status = client.status(args.hash)
    client.save()
    names = ("state", "until", "reasons", "help", "differing", "missing")
    print(json.dumps({"allowed": status.allowed, **{n: getattr(status, n) for n in names}}))
    sys.exit(not status.allowed)


if __name__ == "__main__":
    try:
        main()
    except tokens.Refused as e:
        sys.exit(f"hwact.py: refused: {e}")
    except urllib.error.URLError as e:
        sys.exit(f"hwact.py: no answer: {e.reason}")
