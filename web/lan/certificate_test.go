package lan

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"net/netip"
	"os"
	"path/filepath"
	"runtime"
	"testing"
	"time"
)

func TestCertificate(t *testing.T) {
	file := filepath.Join(t.TempDir(), "state", "lan.pem")
	now := time.Date(2026, 11, 30, 9, 0, 0, 0, time.UTC)
	get := func(addresses []string, now time.Time) tls.Certificate {
		t.Helper()
		certificate, err := Certificate(file, addresses, now)
		if err != nil {
			t.Fatal(err)
		}
		roots := x509.NewCertPool()
		roots.AddCert(certificate.Leaf)
		for _, host := range addresses {
			if _, err := certificate.Leaf.Verify(x509.VerifyOptions{DNSName: host, Roots: roots, CurrentTime: now}); err != nil {
				t.Errorf("%s: %v", host, err)
			}
		}
		return certificate
	}
	school := []string{"192.168.1.23", "2001:db8::2", "laptop", "laptop.local", "localhost", "127.0.0.1", "::1"}
	first := get(school, now)
	if days := first.Leaf.NotAfter.Sub(first.Leaf.NotBefore).Hours() / 24; days > 398 {
		t.Errorf("have %.0f days, want at most the 398 that browsers allow", days)
	}
	if info, err := os.Stat(file); err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
		t.Errorf("have %v, %v, want a file that only its owner reads", info.Mode(), err)
	}
	steps := []struct {
		name  string
		hosts []string
		now   time.Time
		same  bool
	}{
		{"the next day", school, now.AddDate(0, 0, 1), true},
		{"an address less", school[1:], now.AddDate(0, 0, 1), true},
		{"another network", []string{"10.0.0.5", "laptop"}, now.AddDate(0, 0, 2), false},
		{"it is kept too", []string{"10.0.0.5", "laptop"}, now.AddDate(0, 0, 3), true},
		{"a week before it ends", []string{"10.0.0.5"}, now.AddDate(0, 0, 2+365-6), false},
		{"a clock put back", []string{"10.0.0.5"}, now, false},
	}
	before := first
	for _, step := range steps {
		t.Run(step.name, func(t *testing.T) {
			have := get(step.hosts, step.now)
			if same := bytes.Equal(have.Certificate[0], before.Certificate[0]); same != step.same {
				t.Errorf("the same certificate: have %t, want %t", same, step.same)
			}
			before = have
		})
	}
	t.Run("no certificate in the file", func(t *testing.T) {
		if err := os.WriteFile(file, []byte("half of a"), 0o600); err != nil {
			t.Fatal(err)
		}
		get(school, now)
	})
	t.Run("a file that cannot be", func(t *testing.T) {
		if _, err := Certificate(filepath.Join(file, "lan.pem"), school, now); err == nil {
			t.Error("have no error, want one")
		}
	})
	entries, err := os.ReadDir(filepath.Dir(file))
	if err != nil || len(entries) != 1 {
		t.Errorf("have %v, %v, want the certificate's file alone", entries, err)
	}
}

func TestHosts(t *testing.T) {
	have := hosts([]netip.Addr{netip.MustParseAddr("192.168.1.23"), netip.MustParseAddr("2001:db8::2")})
	if have[0] != "192.168.1.23" || have[1] != "2001:db8::2" {
		t.Errorf("have %q, want the addresses first", have)
	}
	if _, err := newCertificate(have, time.Now()); err != nil {
		t.Error(err)
	}
}
