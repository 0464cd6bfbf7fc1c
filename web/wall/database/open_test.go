//go:build !js

package database_test

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"mobilenet/web/wall/database"
)

func TestOpen(t *testing.T) {
	t.Chdir(t.TempDir())
	for _, file := range []string{"walls.sqlite", "a b?c=d#e%41;f&mode=memory.sqlite", filepath.Join(t.TempDir(), "민서.sqlite")} {
		db, err := database.Open(file)
		if err != nil {
			t.Errorf("%s: %v", file, err)
			continue
		}
		for pragma, want := range map[string]string{"journal_mode": "wal", "synchronous": "2", "secure_delete": "1", "busy_timeout": "5000"} {
			var have string
			if err := db.QueryRow("PRAGMA " + pragma).Scan(&have); err != nil || have != want {
				t.Errorf("%s: have %s %s, %v, want %s", file, pragma, have, err, want)
			}
		}
		if _, err := db.Exec("CREATE TABLE t (x)"); err != nil {
			t.Errorf("%s: %v", file, err)
		}
		if err := db.Close(); err != nil {
			t.Errorf("%s: %v", file, err)
		}
		if _, err := os.Stat(file); err != nil {
			t.Errorf("have %v, want the file", err)
		}
	}
	if _, err := database.Open(filepath.Join("absent", "walls.sqlite")); err == nil {
		t.Error("in a directory that is not there: have no error, want one")
	}
}

func TestForget(t *testing.T) {
	file := filepath.Join(t.TempDir(), "walls.sqlite")
	db, err := database.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	const secret = "Minseo of 3b"
	for _, statement := range []string{"CREATE TABLE t (x)", "INSERT INTO t VALUES ('" + secret + "')", "DELETE FROM t"} {
		if _, err := db.Exec(statement); err != nil {
			t.Fatal(err)
		}
	}
	kept := func() bool {
		for _, name := range []string{file, file + "-wal"} {
			content, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			if bytes.Contains(content, []byte(secret)) {
				return true
			}
		}
		return false
	}
	if !kept() {
		t.Error("before: have nothing left of what was deleted, so that this test holds nothing")
	}
	if err := database.Forget(t.Context(), db); err != nil {
		t.Fatal(err)
	}
	if kept() {
		t.Error("have what was deleted on the disk, want nothing left of it")
	}
}
