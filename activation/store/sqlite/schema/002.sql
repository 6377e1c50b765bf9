-- What happened, for the vendor. n is a place in time, not a count of licences.
CREATE TABLE event (
	n       INTEGER PRIMARY KEY,
	at      INTEGER NOT NULL,
	product BLOB NOT NULL,
	what    TEXT NOT NULL,
	licence TEXT NOT NULL,
	seat    TEXT NOT NULL
) STRICT;

CREATE INDEX event_licence ON event (licence);
CREATE INDEX event_at ON event (at);

-- What operators did. mark is a hash of the licence that its row alone can make
-- again: when that is erased, nobody can tell whose it was.
CREATE TABLE action (
	n        INTEGER PRIMARY KEY,
	at       INTEGER NOT NULL,
	operator TEXT NOT NULL,
	what     TEXT NOT NULL,
	mark     TEXT NOT NULL
) STRICT;

CREATE INDEX action_mark ON action (mark);

-- Calls of the vendor's shop, so that a repeated one does nothing more.
CREATE TABLE operation (
	id      BLOB PRIMARY KEY,
	digest  BLOB NOT NULL,
	licence BLOB NOT NULL,
	until   INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX operation_licence ON operation (licence);
CREATE INDEX operation_until ON operation (until);

-- The last n of event and action. Whoever takes one holds the row until he has
-- committed, so that none is seen before an earlier one.
CREATE TABLE counter (
	n INTEGER NOT NULL
) STRICT;

INSERT INTO counter VALUES (0);

-- Seats that a person may want to look at.
CREATE INDEX seat_clone ON seat (id) WHERE (flags & 16) <> 0;
