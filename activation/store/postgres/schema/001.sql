-- Times are seconds since 1970, 0 for none. Primary keys are random, so that
-- no count can be read from them.
CREATE TABLE product (
	id             BYTEA PRIMARY KEY,
	scope          TEXT COLLATE "C" NOT NULL UNIQUE,
	format         TEXT NOT NULL,
	test           BOOLEAN NOT NULL,
	restored_since BIGINT NOT NULL,
	restored_until BIGINT NOT NULL
);

CREATE TABLE licence (
	id               BYTEA PRIMARY KEY,
	ref              TEXT NOT NULL UNIQUE,
	product          BYTEA NOT NULL REFERENCES product (id),
	kind             TEXT NOT NULL,
	seats            BIGINT NOT NULL,
	overage          BIGINT NOT NULL,
	used             BIGINT NOT NULL CHECK (used >= 0),
	starts           BIGINT NOT NULL,
	ends             BIGINT NOT NULL,
	maintained       BIGINT NOT NULL,
	features         TEXT NOT NULL,
	terms            TEXT NOT NULL,
	state            BIGINT NOT NULL,
	version          BIGINT NOT NULL,
	failed_day       BIGINT NOT NULL,
	failed           BIGINT NOT NULL,
	failed_month_day BIGINT NOT NULL,
	failed_month     BIGINT NOT NULL,
	freed_day        BIGINT NOT NULL,
	freed            BIGINT NOT NULL
);

CREATE INDEX licence_product ON licence (product, id);

-- A product key, as the digest that package productkey makes of it.
CREATE TABLE product_key (
	digest  TEXT PRIMARY KEY,
	licence BYTEA NOT NULL REFERENCES licence (id),
	revoked BOOLEAN NOT NULL,
	until   BIGINT NOT NULL
);

CREATE INDEX product_key_licence ON product_key (licence);

-- anchor and last are hashes, sealed by package hwhash.
CREATE TABLE seat (
	id           BYTEA PRIMARY KEY,
	licence      BYTEA NOT NULL REFERENCES licence (id),
	anchor       BYTEA,
	last         BYTEA,
	since        BIGINT NOT NULL,
	seen         BIGINT NOT NULL,
	until        BIGINT NOT NULL,
	drift_day    BIGINT NOT NULL,
	moves        BIGINT NOT NULL,
	moved_day    BIGINT NOT NULL,
	takeovers    BIGINT NOT NULL,
	takeover_day BIGINT NOT NULL,
	flags        BIGINT NOT NULL,
	state        BIGINT NOT NULL
);

CREATE INDEX seat_licence ON seat (licence);
CREATE INDEX seat_free ON seat (id) WHERE state = 3;

CREATE TABLE installation (
	iid       BYTEA PRIMARY KEY,
	seat      BYTEA NOT NULL REFERENCES seat (id),
	ipk       BYTEA NOT NULL,
	seen      BIGINT NOT NULL,
	until     BIGINT NOT NULL,
	renew_day BIGINT NOT NULL,
	renewals  BIGINT NOT NULL,
	returned  BIGINT NOT NULL,
	state     BIGINT NOT NULL
);

CREATE INDEX installation_seat ON installation (seat);

-- Tickets that were presented.
CREATE TABLE ticket (
	iid    BYTEA NOT NULL REFERENCES installation (iid),
	id     BYTEA NOT NULL,
	seq    BIGINT NOT NULL,
	parent BYTEA NOT NULL,
	seen   BIGINT NOT NULL,
	tip    BIGINT NOT NULL,
	PRIMARY KEY (iid, id)
);

-- Requests that were granted, until they cannot be repeated any more.
CREATE TABLE request (
	digest BYTEA PRIMARY KEY,
	iid    BYTEA NOT NULL,
	nonce  BYTEA NOT NULL,
	keep   BIGINT NOT NULL,
	at     BIGINT NOT NULL,
	serial BYTEA NOT NULL,
	ticket BYTEA NOT NULL,
	parent BYTEA NOT NULL,
	seq    BIGINT NOT NULL,
	until  BIGINT NOT NULL,
	renew  BIGINT NOT NULL,
	UNIQUE (iid, nonce)
);

CREATE INDEX request_keep ON request (keep);
CREATE INDEX request_at ON request (at);

CREATE TABLE review (
	seat     BYTEA PRIMARY KEY REFERENCES seat (id),
	since    BIGINT NOT NULL,
	classes  TEXT NOT NULL,
	decision BIGINT NOT NULL,
	decided  BIGINT NOT NULL
);
