-- Times are seconds since 1970, 0 for none. Primary keys are random, so that
-- no count can be read from them.
CREATE TABLE product (
	id             BLOB PRIMARY KEY,
	scope          TEXT NOT NULL UNIQUE,
	format         TEXT NOT NULL,
	test           INTEGER NOT NULL,
	restored_since INTEGER NOT NULL,
	restored_until INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE licence (
	id               BLOB PRIMARY KEY,
	ref              TEXT NOT NULL UNIQUE,
	product          BLOB NOT NULL REFERENCES product (id),
	kind             TEXT NOT NULL,
	seats            INTEGER NOT NULL,
	overage          INTEGER NOT NULL,
	used             INTEGER NOT NULL CHECK (used >= 0),
	starts           INTEGER NOT NULL,
	ends             INTEGER NOT NULL,
	maintained       INTEGER NOT NULL,
	features         TEXT NOT NULL,
	terms            TEXT NOT NULL,
	state            INTEGER NOT NULL,
	version          INTEGER NOT NULL,
	failed_day       INTEGER NOT NULL,
	failed           INTEGER NOT NULL,
	failed_month_day INTEGER NOT NULL,
	failed_month     INTEGER NOT NULL,
	freed_day        INTEGER NOT NULL,
	freed            INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX licence_product ON licence (product, id);

-- A product key, as the digest that package productkey makes of it.
CREATE TABLE product_key (
	digest  TEXT PRIMARY KEY,
	licence BLOB NOT NULL REFERENCES licence (id),
	revoked INTEGER NOT NULL,
	until   INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX product_key_licence ON product_key (licence);

-- anchor and last are hashes, sealed by package hwhash.
CREATE TABLE seat (
	id           BLOB PRIMARY KEY,
	licence      BLOB NOT NULL REFERENCES licence (id),
	anchor       BLOB,
	last         BLOB,
	since        INTEGER NOT NULL,
	seen         INTEGER NOT NULL,
	until        INTEGER NOT NULL,
	drift_day    INTEGER NOT NULL,
	moves        INTEGER NOT NULL,
	moved_day    INTEGER NOT NULL,
	takeovers    INTEGER NOT NULL,
	takeover_day INTEGER NOT NULL,
	flags        INTEGER NOT NULL,
	state        INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX seat_licence ON seat (licence);
CREATE INDEX seat_free ON seat (id) WHERE state = 3;

CREATE TABLE installation (
	iid       BLOB PRIMARY KEY,
	seat      BLOB NOT NULL REFERENCES seat (id),
	ipk       BLOB NOT NULL,
	seen      INTEGER NOT NULL,
	until     INTEGER NOT NULL,
	renew_day INTEGER NOT NULL,
	renewals  INTEGER NOT NULL,
	returned  INTEGER NOT NULL,
	state     INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX installation_seat ON installation (seat);

-- Tickets that were presented.
CREATE TABLE ticket (
	iid    BLOB NOT NULL REFERENCES installation (iid),
	id     BLOB NOT NULL,
	seq    INTEGER NOT NULL,
	parent BLOB NOT NULL,
	seen   INTEGER NOT NULL,
	tip    INTEGER NOT NULL,
	PRIMARY KEY (iid, id)
) STRICT, WITHOUT ROWID;

-- Requests that were granted, until they cannot be repeated any more.
CREATE TABLE request (
	digest BLOB PRIMARY KEY,
	iid    BLOB NOT NULL,
	nonce  BLOB NOT NULL,
	keep   INTEGER NOT NULL,
	at     INTEGER NOT NULL,
	serial BLOB NOT NULL,
	ticket BLOB NOT NULL,
	parent BLOB NOT NULL,
	seq    INTEGER NOT NULL,
	until  INTEGER NOT NULL,
	renew  INTEGER NOT NULL,
	UNIQUE (iid, nonce)
) STRICT, WITHOUT ROWID;

CREATE INDEX request_keep ON request (keep);
CREATE INDEX request_at ON request (at);

CREATE TABLE review (
	seat     BLOB PRIMARY KEY REFERENCES seat (id),
	since    INTEGER NOT NULL,
	classes  TEXT NOT NULL,
	decision INTEGER NOT NULL,
	decided  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
