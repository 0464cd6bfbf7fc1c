package weights

import (
	"bytes"
	"testing"

	"mobilenet/weights/internal/tflitetest"
)

// FuzzReadSafetensors feeds the reader anything. What it takes must survive being written and read again.
func FuzzReadSafetensors(f *testing.F) {
	f.Add(writeTestBundle(f, testBundle(f)))
	f.Add(writeTestBundle(f, quantisedBundle(f)))
	f.Add(rawFile(withMeta(`"a":{"dtype":"F16","shape":[2,1],"data_offsets":[0,4]}`), 4))
	f.Add(rawFile(withMeta(`"a":{"dtype":"F32","shape":[1073741824],"data_offsets":[0,4294967296]}`), 64))
	f.Add(rawFile(`{"__metadata__":{"format":"mobilenet-v1"}}`, 0))
	_, want := tflitetest.Miniature(1./64, 32, 3, false)
	f.Add(pytorchFile("", want, asTheyAre))
	f.Fuzz(func(t *testing.T, data []byte) {
		if metadata, tensors, err := ReadTensors(bytes.NewReader(data), 1<<20); err == nil {
			keepTensors(t, metadata, tensors)
		}
		b, err := ReadSafetensors(bytes.NewReader(data), 1<<20)
		if err != nil {
			return
		}
		again, err := Read(bytes.NewReader(writeTestBundle(t, b)))
		if err != nil {
			t.Fatal(err)
		}
		sameBundles(t, again, b)
		sameIntegers(t, again, b)
	})
}

// FuzzReadTFLite feeds the reader anything. What it takes must be a whole network.
func FuzzReadTFLite(f *testing.F) {
	f.Add(tiny(false).Build())
	f.Add(tiny(true).Build())
	for _, save := range []func(m *tflitetest.Model){
		(*tflitetest.Model).Keras, (*tflitetest.Model).Dense, (*tflitetest.Model).DynamicRange, (*tflitetest.Model).PerChannel,
	} {
		m := tiny(false)
		save(m)
		f.Add(m.Build())
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		b, err := ReadTFLite(data)
		if err != nil {
			return
		}
		if have := len(b.Tensors()); have != 56 {
			t.Fatalf("have %d tensors, want 56", have)
		}
		if err := b.Meta.validate(); err != nil {
			t.Fatal(err)
		}
	})
}

// FuzzReadDetector feeds the reader anything. What it takes must be a whole network.
func FuzzReadDetector(f *testing.F) {
	m, _ := tflitetest.Detector(0.25, 2, true)
	for i := range m.Tensors { // all but the values of weights, which would take all the time
		m.Tensors[i].Data = nil
	}
	f.Add(m.Build())
	f.Fuzz(func(t *testing.T, data []byte) {
		b, err := ReadDetector(data)
		if err != nil {
			return
		}
		if have := len(b.Tensors()); have != 95 {
			t.Fatalf("have %d tensors, want 95", have)
		}
		if b.PostProcess == nil {
			t.Fatal("have no options, want them")
		}
		if err := b.Meta.validate(); err != nil {
			t.Fatal(err)
		}
	})
}

// FuzzFlexMap feeds the parser of an operator's options anything.
func FuzzFlexMap(f *testing.F) {
	f.Add(tflitetest.FlexMap(tflitetest.DetectorOptions(90)))
	f.Fuzz(func(t *testing.T, data []byte) {
		if have, err := parseFlexMap(data); err == nil && len(have) > maxFlexEntries {
			t.Errorf("have %d members, want at most %d", len(have), maxFlexEntries)
		}
	})
}

// FuzzMetadata feeds the parsers of metadata and labels anything. What they take must make sense.
func FuzzMetadata(f *testing.F) {
	metadata := tflitetest.Metadata{Mean: []float32{127.5}, Deviation: []float32{127.5}, Labels: []string{"daisy", "lemon"}}
	f.Add(metadata.Bytes())
	m := tiny(false)
	m.Metadata = &metadata
	file := m.Build()
	f.Add(file[len(file)-200:])
	f.Fuzz(func(t *testing.T, data []byte) {
		if d, err := parseDescription(data); err == nil {
			if scale, offset, err := d.affine(); err == nil && (!validScale(scale) || offset-offset != 0) {
				t.Errorf("have scale %v and offset %v, want finite numbers", scale, offset)
			}
		}
		for _, name := range parseLabels(data, "labels.txt") {
			if name == "" {
				t.Error("have a name without letters")
			}
		}
	})
}

// FuzzIndex feeds the parser anything. What it takes must survive being formatted and parsed again.
func FuzzIndex(f *testing.F) {
	data, err := FormatIndex([]IndexEntry{testEntry()})
	if err != nil {
		f.Fatal(err)
	}
	f.Add(data)
	f.Add([]byte("[]"))
	f.Fuzz(func(t *testing.T, data []byte) {
		entries, err := ParseIndex(data)
		if err != nil {
			return
		}
		text, err := FormatIndex(entries)
		if err != nil {
			t.Fatal(err)
		}
		again, err := ParseIndex(text)
		if err != nil || len(again) != len(entries) {
			t.Fatalf("have %d entries and %v, want %d", len(again), err, len(entries))
		}
	})
}

// FuzzAccuracy feeds the parser anything. What it takes must be valid.
func FuzzAccuracy(f *testing.F) {
	f.Add([]byte(testAccuracy))
	f.Fuzz(func(t *testing.T, data []byte) {
		a, err := ParseAccuracy(data)
		if err != nil {
			return
		}
		for _, m := range a.Measurements {
			if err := m.validate(); err != nil {
				t.Error(err)
			}
		}
	})
}
