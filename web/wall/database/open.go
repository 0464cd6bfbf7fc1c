//go:build !js

package database

import (
	"context"
	"database/sql"
	"net/url"

	_ "modernc.org/sqlite" // the driver
)

// Open opens the SQLite database in a file, which it makes if there is none. It returns an error if the file cannot be
// one.
func Open(file string) (*sql.DB, error) {
	pragmas := url.Values{"_pragma": {
		"busy_timeout(5000)",
		"journal_mode(WAL)",
		"synchronous(FULL)", // what is committed is on disk, also when the machine stops
		"secure_delete(ON)", // what is deleted is overwritten; see Forget
	}}
	db, err := sql.Open("sqlite", (&url.URL{Scheme: "file", Opaque: (&url.URL{Path: file}).EscapedPath(), RawQuery: pragmas.Encode()}).String())
	if err != nil {
		return nil, err
	}
	// SQLite has one writer at a time. Goroutines wait in turn for the one connection; several connections would wait for
	// each other by sleeping, without an order.
	db.SetMaxOpenConns(1)
	if err := db.Ping(); err != nil {
		db.Close()
		return nil, err
	}
	return db, nil
}

// Forget has what was deleted leave the disk too: SQLite writes changes behind a log, which still has what was before. It
// returns an error if the database does not answer.
func Forget(ctx context.Context, db *sql.DB) error {
	var busy, logged, moved int
	return db.QueryRowContext(ctx, "PRAGMA wal_checkpoint(TRUNCATE)").Scan(&busy, &logged, &moved)
}
