// Package firefox finds and starts a headless Firefox for pages that tell by themselves what has come of them.
package firefox

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
)

// names are those under which Firefox is installed.
var names = []string{"firefox-esr", "firefox"}

// Find returns the path of Firefox, or an error that says that there is none.
func Find() (string, error) {
	var missing error
	for _, name := range names {
		path, err := exec.LookPath(name)
		if err == nil {
			return path, nil
		}
		missing = errors.Join(missing, err)
	}
	return "", fmt.Errorf("firefox: no Firefox found (Debian: apt-get install firefox-esr): %w", missing)
}

// quiet are the preferences of a browser that asks nobody on the network and shows nothing of its own.
const quiet = `user_pref("app.update.enabled", false);
user_pref("browser.aboutwelcome.enabled", false);
user_pref("browser.shell.checkDefaultBrowser", false);
user_pref("browser.startup.homepage_override.mstone", "ignore");
user_pref("datareporting.policy.dataSubmissionEnabled", false);
user_pref("network.captive-portal-service.enabled", false);
user_pref("network.connectivity-service.enabled", false);
user_pref("toolkit.telemetry.reportingpolicy.firstRun", false);
`

// Open shows a page in a browser of its own, with an empty profile in the directory dir. The cancel function, or the end of
// ctx, kills the browser with all its processes.
func Open(ctx context.Context, dir, url string) (context.CancelFunc, error) {
	path, err := Find()
	if err != nil {
		return nil, err
	}
	if err := os.WriteFile(filepath.Join(dir, "user.js"), []byte(quiet), 0o666); err != nil {
		return nil, err
	}
	ctx, cancel := context.WithCancel(ctx)
	command := exec.CommandContext(ctx, path, "--headless", "--no-remote", "--profile", dir, url)
	command.Env = append(os.Environ(), "HOME="+dir) // where it keeps what is of no profile
	command.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	command.Cancel = func() error { return syscall.Kill(-command.Process.Pid, syscall.SIGKILL) }
	if err := command.Start(); err != nil {
		cancel()
		return nil, fmt.Errorf("firefox: %w", err)
	}
	return func() {
		cancel()
		command.Wait()
	}, nil
}
