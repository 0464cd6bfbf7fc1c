package wall

import (
	"database/sql"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"mobilenet/web/wall/database"
)

func openFile(t *testing.T, file string) *sql.DB {
	t.Helper()
	db, err := database.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return db
}

// schema returns all statements that made a database's tables.
func schema(t *testing.T, db *sql.DB) string {
	t.Helper()
	var statements string
	if err := db.QueryRow(`SELECT group_concat(sql, ';' ORDER BY name) FROM sqlite_schema`).Scan(&statements); err != nil {
		t.Fatal(err)
	}
	return statements
}

// TestMigrations brings stores of each version up to date, by four servers that start at once.
func TestMigrations(t *testing.T) {
	fresh := openFile(t, filepath.Join(t.TempDir(), "fresh.sqlite"))
	if _, err := New(t.Context(), fresh); err != nil {
		t.Fatal(err)
	}
	all := migrations
	defer func() { migrations = all }()
	for version := range all {
		file := filepath.Join(t.TempDir(), "walls.sqlite")
		db := openFile(t, file)
		migrations = all[:version]
		old, err := New(t.Context(), db)
		if err != nil {
			t.Fatalf("version %d: %v", version, err)
		}
		migrations = all
		var servers sync.WaitGroup
		for range 4 {
			servers.Go(func() {
				other, err := database.Open(file)
				if err != nil {
					t.Errorf("from version %d: %v", version, err)
					return
				}
				defer other.Close()
				if w, err := New(t.Context(), other); err != nil || w.store.salt != old.store.salt {
					t.Errorf("from version %d: have %v, want the same salt", version, err)
				}
			})
		}
		servers.Wait()
		var have int
		if err := db.QueryRow(`SELECT version FROM store`).Scan(&have); err != nil || have != len(all) {
			t.Errorf("from version %d: have version %d, %v, want %d", version, have, err, len(all))
		}
		if have, want := schema(t, db), schema(t, fresh); have != want {
			t.Errorf("from version %d: have the tables %s, want %s", version, have, want)
		}
	}
}

func TestNoStore(t *testing.T) {
	db := openFile(t, filepath.Join(t.TempDir(), "walls.sqlite"))
	w, err := New(t.Context(), db)
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Ping(t.Context()); err != nil {
		t.Errorf("have %v, want no error", err)
	}
	db.Close()
	if _, err := New(t.Context(), db); err == nil || !strings.Contains(err.Error(), "wall: making the store") {
		t.Errorf("New: have %v, want an error that says what it was doing", err)
	}
	if w.Ping(t.Context()) == nil {
		t.Error("Ping: have no error, want one")
	}
	if w.Expire(t.Context()) == nil {
		t.Error("Expire: have no error, want one")
	}
}

// TestPostTooLate posts to a wall that ended since its code was found.
func TestPostTooLate(t *testing.T) {
	w, err := New(t.Context(), openFile(t, filepath.Join(t.TempDir(), "walls.sqlite")))
	if err != nil {
		t.Fatal(err)
	}
	now := time.Now()
	if _, err := w.store.open(t.Context(), wallState{code: "QQQQQQQQ", expires: now.Add(time.Hour)}); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		name, code, device string
		now                time.Time
		want               outcome
	}{
		{"in time", "QQQQQQQQ", "a", now, stored},
		{"again", "QQQQQQQQ", "a", now, replayed},
		{"again, too late", "QQQQQQQQ", "a", now.Add(time.Hour), over},
		{"too late", "QQQQQQQQ", "b", now.Add(time.Hour), over},
		{"to a wall that was removed", "RRRRRRRR", "a", now, over},
	} {
		if _, have, err := w.store.post(t.Context(), test.code, test.device, 1, "{}", test.now); have != test.want || err != nil {
			t.Errorf("%s: have %d, %v, want %d", test.name, have, err, test.want)
		}
	}
}

// TestStreams takes all the streams of a server.
func TestStreams(t *testing.T) {
	w, err := New(t.Context(), openFile(t, filepath.Join(t.TempDir(), "walls.sqlite")))
	if err != nil {
		t.Fatal(err)
	}
	var leaves []func()
	for i := range maxStreams {
		_, leave, ok := w.join("QQQQQQQQ", 0)
		if !ok {
			t.Fatalf("have %d streams, want %d", i, maxStreams)
		}
		leaves = append(leaves, leave)
	}
	if _, _, ok := w.join("QQQQQQQQ", 0); ok {
		t.Errorf("have %d streams, want %d", maxStreams+1, maxStreams)
	}
	for _, leave := range leaves {
		leave()
	}
	if _, leave, ok := w.join("QQQQQQQQ", 0); !ok || w.streams != 1 {
		t.Errorf("have %d streams after all left and one came, want 1", w.streams)
	} else {
		leave()
	}
	if len(w.feeds) != 0 {
		t.Errorf("have %d feeds without streams, want none", len(w.feeds))
	}
}
