package wall

import (
	"context"
	"crypto/rand"
	"database/sql"
	"fmt"
)

// migrations bring a store from each version to the next. Each is one statement that does no harm when it runs twice,
// since two servers may start at once. What has been released stays as it is; changes come behind it.
var migrations = []string{
	// A wall whose expires has passed is over. Its code is kept for a while, without title and key, so that devices that
	// still ask for it hear that it ended.
	`CREATE TABLE IF NOT EXISTS walls (
		code    TEXT PRIMARY KEY,
		title   TEXT NOT NULL,
		key     TEXT NOT NULL,
		expires INTEGER NOT NULL
	)`,
	// changed is the number in the wall's sequence of the last that happened to the post, seq of the first. A post that
	// was deleted has no body; its device and number stay, so that it cannot come back.
	`CREATE TABLE IF NOT EXISTS posts (
		wall    TEXT NOT NULL,
		changed INTEGER NOT NULL,
		seq     INTEGER NOT NULL,
		device  TEXT NOT NULL,
		number  INTEGER NOT NULL,
		body    TEXT,
		UNIQUE (wall, changed),
		UNIQUE (wall, device, number)
	)`,
	// How often an address did what is limited, until when that counts.
	`CREATE TABLE IF NOT EXISTS counts (
		address TEXT NOT NULL,
		what    TEXT NOT NULL,
		count   INTEGER NOT NULL,
		until   INTEGER NOT NULL,
		PRIMARY KEY (address, what)
	)`,
	`CREATE INDEX IF NOT EXISTS walls_expires ON walls (expires)`,
	`CREATE INDEX IF NOT EXISTS counts_until ON counts (until)`,
}

// openStore brings the tables of a database up to date. In one that is, this is a single query.
func openStore(ctx context.Context, db *sql.DB) (store, error) {
	s := store{db: db}
	const state = `SELECT version, salt FROM store`
	var version int
	if db.QueryRowContext(ctx, state).Scan(&version, &s.salt) == nil && version >= len(migrations) {
		return s, nil
	}
	for _, create := range []struct {
		statement string
		arguments []any
	}{
		{`CREATE TABLE IF NOT EXISTS store (
			id      INTEGER PRIMARY KEY CHECK (id = 1),
			version INTEGER NOT NULL,
			salt    TEXT NOT NULL
		)`, nil},
		{`INSERT INTO store (id, version, salt) VALUES (1, 0, ?1) ON CONFLICT DO NOTHING`, []any{rand.Text()}},
	} {
		if _, err := db.ExecContext(ctx, create.statement, create.arguments...); err != nil {
			return store{}, fmt.Errorf("wall: making the store: %w", err)
		}
	}
	if err := db.QueryRowContext(ctx, state).Scan(&version, &s.salt); err != nil {
		return store{}, fmt.Errorf("wall: reading the store's version: %w", err)
	}
	for ; version < len(migrations); version++ {
		if _, err := db.ExecContext(ctx, migrations[version]); err != nil {
			return store{}, fmt.Errorf("wall: bringing the store to version %d: %w", version+1, err)
		}
		if _, err := db.ExecContext(ctx, `UPDATE store SET version = max(version, ?1)`, version+1); err != nil {
			return store{}, fmt.Errorf("wall: bringing the store to version %d: %w", version+1, err)
		}
	}
	return s, nil
}
