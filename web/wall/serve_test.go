package wall_test

import (
	"net/http/httptest"
	"path/filepath"
	"testing"

	"mobilenet/web/wall"
	"mobilenet/web/wall/database"
	"mobilenet/web/wall/walltest"
)

// newWall returns the walls in a file.
func newWall(t *testing.T, file string) *wall.Wall {
	t.Helper()
	db, err := database.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	w, err := wall.New(t.Context(), db)
	if err != nil {
		t.Fatal(err)
	}
	return w
}

func TestWall(t *testing.T) {
	w := newWall(t, filepath.Join(t.TempDir(), "walls.sqlite"))
	server := httptest.NewServer(w)
	defer server.Close()
	defer w.Close()
	walltest.Run(t, server.URL)
}
