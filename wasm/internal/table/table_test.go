package table_test

import (
	"encoding/csv"
	"encoding/json"
	"math"
	"strings"
	"testing"

	"mobilenet/wasm/internal/table"
)

// hostile are texts that a careless writer would break the file with.
var hostile = []string{"plain", `"quoted"`, "a,b", "two\r\nlines", "tab\t", `back\slash`, "강아지 é", "<b>", "=1+1", "", "\x01"}

func example() table.Table {
	t := table.Table{Name: "rows", Columns: []string{"text", "share", "count", "nothing"}}
	for i, text := range hostile {
		t.Rows = append(t.Rows, []table.Value{table.Text(text), table.Number(float64(i) / 3), table.Whole(i), table.Number(math.NaN())})
	}
	return t
}

func TestCSV(t *testing.T) {
	have, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(example().CSV(), "\xef\xbb\xbf"))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if len(have) != 1+len(hostile) || strings.Join(have[0], " ") != "text share count nothing" {
		t.Fatalf("have %q, want a heading and %d rows", have, len(hostile))
	}
	for i, text := range hostile {
		if want := strings.ReplaceAll(text, "\r\n", "\n"); have[i+1][0] != want || have[i+1][3] != "" { // as the reader has it
			t.Errorf("row %d: have %q, want %q first and nothing last", i, have[i+1], want)
		}
	}
	if have[2][1] != "0.3333" || have[3][2] != "2" {
		t.Errorf("have the numbers %s and %s, want 0.3333 and 2", have[2][1], have[3][2])
	}
}

// Excel reads UTF-8 only where a byte-order mark says so; what is ASCII needs none, and other programs like none.
func TestCSVMark(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"Korean", "핫도그", "\xef\xbb\xbftext\r\n\"핫도그\"\r\n"},
		{"an accent", "consommé", "\xef\xbb\xbftext\r\n\"consommé\"\r\n"},
		{"not UTF-8", "\xff", "\xef\xbb\xbftext\r\n\"\xff\"\r\n"},
		{"ASCII", "hot dog", "text\r\n\"hot dog\"\r\n"},
	} {
		have := table.Table{Columns: []string{"text"}, Rows: [][]table.Value{{table.Text(c.text)}}}.CSV()
		if have != c.want {
			t.Errorf("%s: have %q, want %q", c.name, have, c.want)
		}
	}
}

func TestJSON(t *testing.T) {
	file := table.JSON([]table.Fact{{"device", table.Text(`a "b"`)}, {"n", table.Whole(3)}}, example(), table.Table{Name: "none"})
	var have struct {
		Device string
		N      int
		Rows   []struct {
			Text    string
			Share   float64
			Count   int
			Nothing *float64
		}
		None []any
	}
	if err := json.Unmarshal([]byte(file), &have); err != nil {
		t.Fatalf("%v in %s", err, file)
	}
	if have.Device != `a "b"` || have.N != 3 || len(have.Rows) != len(hostile) || len(have.None) != 0 {
		t.Errorf("have %+v, want the facts, %d rows and no others", have, len(hostile))
	}
	for i, row := range have.Rows {
		if row.Text != hostile[i] || row.Count != i || row.Nothing != nil || math.Abs(row.Share-float64(i)/3) > 1e-4 {
			t.Errorf("row %d: have %+v, want %q, %d thirds, %d and null", i, row, hostile[i], i, i)
		}
	}
}
