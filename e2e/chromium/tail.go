package chromium

import (
	"fmt"
	"strings"
	"sync"
)

// tail keeps the last bytes of a browser's output, for the message when it does not start.
type tail struct {
	mu   sync.Mutex
	text string
}

const tailLength = 4096

// Write implements io.Writer.
func (t *tail) Write(p []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.text += string(p)
	t.text = t.text[max(0, len(t.text)-tailLength):]
	return len(p), nil
}

// err returns what was kept as an error, or nil if there is nothing.
func (t *tail) err() error {
	t.mu.Lock()
	defer t.mu.Unlock()
	text := strings.TrimSpace(t.text)
	if text == "" {
		return nil
	}
	return fmt.Errorf("chromium: its output ended:\n%s", text)
}
