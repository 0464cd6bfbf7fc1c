package host

import (
	"database/sql"
	"errors"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"mobilenet/web/wall"
	"mobilenet/web/wall/database"
)

func TestHost(t *testing.T) {
	open := func() (*sql.DB, func() (*wall.Wall, error)) {
		db, err := database.Open(filepath.Join(t.TempDir(), "walls.sqlite"))
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { db.Close() })
		walls, err := wall.New(t.Context(), db)
		if err != nil {
			t.Fatal(err)
		}
		return db, func() (*wall.Wall, error) { return walls, nil }
	}
	_, there := open()
	broken, gone := open()
	broken.Close()
	absent := func() (*wall.Wall, error) { return nil, errors.New("no store") }

	tests := []struct {
		name   string
		walls  func() (*wall.Wall, error)
		path   string
		status int
		want   string
	}{
		{"a file", there, "/", 200, "page"},
		{"no file", there, "/absent", 404, "There is nothing here"},
		{"walls", there, "/api/walls", 200, `{"walls":true}`},
		{"no wall", there, "/api/walls/QQQQQQQQ", 404, `{"error":"wall: code QQQQQQQQ`},
		{"nearly walls", there, "/api/wallsx", 404, "There is nothing here"},
		{"healthy", there, "/healthz", 200, "ok\n"},
		{"healthy without walls", nil, "/healthz", 200, "ok\n"},
		{"without walls", nil, "/api/walls", 404, "There is nothing here"},
		{"a store that does not answer", gone, "/healthz", 503, "503: the store of the walls does not answer\n"},
		{"a wall of it", gone, "/api/walls/QQQQQQQQ", 503, `{"error":"wall: `},
		{"a store that does not open", absent, "/healthz", 503, "503: the store of the walls does not answer\n"},
		{"its walls", absent, "/api/walls", 503, `{"error":"wall: the store does not open: want another try in a moment"}`},
		{"a file beside it", absent, "/", 200, "page"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			recorder := httptest.NewRecorder()
			New(fstest.MapFS{"index.html": {Data: []byte("page")}}, test.walls).ServeHTTP(recorder, httptest.NewRequest("GET", test.path, nil))
			if have := recorder.Body.String(); recorder.Code != test.status || !strings.Contains(have, test.want) {
				t.Errorf("have %d, %q, want %d, %q", recorder.Code, have, test.status, test.want)
			}
			for _, name := range []string{"Content-Security-Policy", "X-Content-Type-Options", "Cross-Origin-Opener-Policy"} {
				if recorder.Header().Get(name) == "" {
					t.Errorf("have no %s, want it in every answer", name)
				}
			}
		})
	}
}
