package chromium

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
)

// Env names the environment variable that chooses the browser: a path, or a name to look up in PATH.
const Env = "CHROMIUM"

// ErrMissing is wrapped by the error of [Find] when no browser is installed.
var ErrMissing = errors.New("no Chromium found")

// names are tried in this order.
var names = []string{
	"chromium",
	"chromium-browser",
	"google-chrome",
	"google-chrome-stable",
	"/snap/bin/chromium",
	"/Applications/Chromium.app/Contents/MacOS/Chromium",
	"/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
}

// Find returns the path of the browser to use: the one that $CHROMIUM names, or the first one installed.
func Find() (string, error) {
	if name := os.Getenv(Env); name != "" {
		path, err := exec.LookPath(name)
		if err != nil {
			return "", fmt.Errorf("chromium: %w: %s=%s does not run: %w", ErrMissing, Env, name, err)
		}
		return path, nil
	}
	for _, name := range names {
		if path, err := exec.LookPath(name); err == nil {
			return path, nil
		}
	}
	return "", fmt.Errorf("chromium: %w: install it (Debian, Ubuntu: apt-get install chromium; macOS: "+
		"brew install --cask chromium) or set %s to the path of a Chrome or Chromium", ErrMissing, Env)
}
