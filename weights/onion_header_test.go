package weights

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"mobilenet/weights/oniontest"
)

// TestOnionRefuses changes one thing in the header of a good file.
func TestOnionRefuses(t *testing.T) {
	type object = map[string]any
	meta := func(key, value string) func(object) {
		return func(header object) { header[metadataKey].(object)[key] = value }
	}
	replace := func(key, old, by string) func(object) {
		return func(header object) {
			metadata := header[metadataKey].(object)
			metadata[key] = strings.Replace(metadata[key].(string), old, by, 1)
		}
	}
	tensor := func(name, key string, value any) func(object) {
		return func(header object) { header[name].(object)[key] = value }
	}
	rename := func(name, by string) func(object) {
		return func(header object) { header[by] = header[name]; delete(header, name) }
	}
	tests := []struct {
		name   string
		change func(header object)
		want   string
	}{
		{"no rings", meta("rings", "[]"), "rings: have none"},
		{"rings that are no list", meta("rings", "{}"), `rings: have "{}" at byte 0, want [`},
		{"rings left out", func(header object) { delete(header[metadataKey].(object), "rings") }, "rings: want [: unexpected EOF"},
		{"more after the rings", replace("rings", "}]", "}]]"), "rings: have"},
		{"ring without end", meta("rings", `[{"alpha":0.25,"sha256":"`+strings.Repeat("0", 64)+`"}]`), "ring 0: want alpha, end and sha256"},
		{"ring with more", meta("rings", `[{"alpha":0.25,"more":1}]`), "ring 0: more: unknown"},
		{"digest cut short", meta("rings", `[{"alpha":0.25,"sha256":"00"}]`), `ring 0: sha256: have "00", want 64 hexadecimal digits`},
		{"alpha 0", replace("rings", `"alpha":0.25,`, `"alpha":0,`), "ring 0: have alpha 0, want"},
		{"alpha without bounds", replace("rings", `"alpha":0.265625`, `"alpha":1e300`), "ring 2: have alpha 1e+300, want"},
		{"alpha that falls", replace("rings", `"alpha":0.265625`, `"alpha":0.255`), "ring 2: have alpha 0.255, want one above"},
		{"alpha too near", replace("rings", `"alpha":0.265625`, `"alpha":0.2578126`), "ring 2: alpha 0.2578126 is no wider"},
		{"ring that ends later", replace("rings", `"end":`, `"end":1`), "ring 0: ends at byte 1"},
		{"ring that ends earlier", shortRing, "ends at byte"},
		{"narrower than it says", meta("alpha_max", "0.5"), "have alpha 0.25 to 0.296875, want 0.25 to 0.5"},
		{"wider than it says", meta("alpha_min", "0.26"), "have alpha 0.25 to 0.296875, want 0.26 to 0.296875"},
		{"no bands", meta("bands", "[]"), "bands: have none"},
		{"bands that fall", meta("bands", "[224,128]"), "bands: have [224 128], want resolutions that rise"},
		{"band of 0", meta("bands", "[0]"), "bands: have [0]"},
		{"too many bands", meta("bands", "["+strings.Repeat("1,", 64)+"1]"), "bands: more than 64"},
		{"another number of bands", meta("bands", "[224]"), "ring00/normalisation: have F16 of shape [2 2 2736], want ring00/normalisation: F16 of shape [1 2 2736]"},
		{"another number of classes", meta("class_indices", "[1,2,3,4,5,6]"), "classes: have 5 with background false, want 6"},
		{"weights of the other kind", meta("quantised", "true"), "want ring00/steps: F32"},
		{"ring under another name", rename("ring01/weights", "ring1/weights"), "ring1/weights: have F16 of shape [18912], want ring01/weights"},
		{"ring with another shape", tensor("ring01/weights", "shape", []int{2, 9456}), "have F16 of shape [2 9456], want ring01/weights: F16 of shape [18912]"},
		{"bias of another type", tensor("fc/bias", "dtype", "I32"), "have I32 of shape [5], want fc/bias: F32 of shape [5]"},
		{"ring in another place", tensor("ring01/weights", "data_offsets", []int{0, 7616}), "data starts at byte"},
		{"resolutions the wrong way round", meta("resolution_min", "256"), "resolution: have 256 to 224"},
		{"unknown stage", meta("stage", "best"), `stage: have "best", want "starter" or none`},
		{"class twice", meta("class_indices", "[1,1,2,3,4]"), "class_indices: have 1, want different ones of 0 to 999"},
		{"class beyond ImageNet's", meta("class_indices", "[1,1000,2,3,4]"), "class_indices: have 1000, want"},
		{"fewer classes than logits", meta("class_indices", "[1,2]"), "classes: have 5 with background false, want 2"},
		{"classes that are no list", meta("class_indices", "1"), `class_indices: have "1", want a JSON list`},
		{"classes without labels", meta("labels", ""), `labels: have none, want "imagenet-1000"`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			header, data := oniontest.Split(onionFiles["float16"].Bytes())
			test.change(header)
			_, _, err := OpenSafetensors(bytes.NewReader(oniontest.Join(header, data)), SizeLimit)
			if err == nil || !strings.Contains(err.Error(), test.want) || !strings.HasPrefix(err.Error(), "weights: ") {
				t.Errorf("have %v, want an error with %q", err, test.want)
			}
		})
	}
}

// shortRing takes the last byte from the first ring.
func shortRing(header map[string]any) {
	metadata := header[metadataKey].(map[string]any)
	var rings []map[string]any
	if err := json.Unmarshal([]byte(metadata["rings"].(string)), &rings); err != nil {
		panic(err)
	}
	rings[0]["end"] = rings[0]["end"].(float64) - 1
	text, err := json.Marshal(rings)
	if err != nil {
		panic(err)
	}
	metadata["rings"] = string(text)
}

func TestOnionRefusesContents(t *testing.T) {
	good := onionFiles["float16"].Bytes()
	if _, err := Read(good); err == nil || !strings.Contains(err.Error(), "have a slimmable network, want one of a fixed width") {
		t.Errorf("read as a bundle: have %v, want an error", err)
	}
	if _, _, err := OpenSafetensors(bytes.NewReader(good), 1<<17); err == nil || !strings.Contains(err.Error(), "declares") {
		t.Errorf("longer than the limit: have %v, want an error", err)
	}
	if err := openTestOnion(t, append(bytes.Clone(good), 0)).ReadAll(); err == nil || !strings.Contains(err.Error(), "bytes left over") {
		t.Errorf("bytes left over: have %v, want an error", err)
	}
	for name, test := range map[string]struct {
		file   string
		tensor string
		bytes  []byte
		want   string
	}{
		"infinite weight":  {"float16", "ring01/weights", []byte{0, 0x7c}, "have +Inf, want finite numbers"},
		"scale of NaN":     {"float16", "ring01/normalisation", []byte{1, 0xfc}, "have NaN, want finite numbers"},
		"bias of NaN":      {"float16", "fc/bias", []byte{0, 0, 0xc0, 0x7f}, "fc/bias: have NaN, want finite numbers"},
		"step of 0":        {"int8", "ring00/steps", []byte{0, 0, 0, 0}, "have a step of 0, want one above 0"},
		"infinite step":    {"int8", "ring00/steps", []byte{0, 0, 0x80, 0x7f}, "have a step of +Inf, want"},
		"step beyond size": {"int8", "ring00/steps", []byte{0, 0, 0x80, 0x4f}, "have a step of 4.2949673e+09, want"},
	} {
		t.Run(name, func(t *testing.T) {
			header, data := oniontest.Split(onionFiles[test.file].Bytes())
			offsets := header[test.tensor].(map[string]any)["data_offsets"].([]any)
			copy(data[int(offsets[0].(float64)):], test.bytes)
			err := openTestOnion(t, oniontest.Join(header, data)).ReadAll()
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("have %v, want an error with %q", err, test.want)
			}
		})
	}
}
