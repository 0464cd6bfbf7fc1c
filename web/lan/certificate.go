package lan

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/netip"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"time"
)

const (
	// lifetime is within the 398 days that browsers allow.
	lifetime = 365 * 24 * time.Hour
	// spare is what must be left of it at the start: a server runs for a school week.
	spare = 7 * 24 * time.Hour
)

// hosts returns the names and addresses by which this machine may be asked for: those in addresses, and its own.
func hosts(addresses []netip.Addr) []string {
	var hosts []string
	for _, ip := range addresses {
		hosts = append(hosts, ip.String())
	}
	if name, err := os.Hostname(); err == nil && dnsName.MatchString(name) {
		name = strings.ToLower(name)
		hosts = append(hosts, name)
		if !strings.Contains(name, ".") {
			hosts = append(hosts, name+".local") // as multicast DNS has it
		}
	}
	return append(hosts, "localhost", "127.0.0.1", "::1")
}

var dnsName = regexp.MustCompile(`^[a-zA-Z0-9]([a-zA-Z0-9.-]*[a-zA-Z0-9])?$`)

// Certificate returns the certificate and key in a file. If there is none yet, or it is not valid now and for a week, for
// every one of the hosts, it makes a new one and writes it there, to be read by its owner only. Browsers do not know who
// signed it: itself.
func Certificate(file string, hosts []string, now time.Time) (tls.Certificate, error) {
	kept, err := tls.LoadX509KeyPair(file, file)
	switch {
	case err == nil && covers(kept.Leaf, hosts, now):
		return kept, nil
	case err != nil && isOfSystem(err) && !errors.Is(err, fs.ErrNotExist):
		return tls.Certificate{}, fmt.Errorf("lan: certificate: %w", err) // writing over it would not go better
	}
	content, err := newCertificate(hosts, now)
	if err != nil {
		return tls.Certificate{}, fmt.Errorf("lan: making a certificate: %w", err)
	}
	if err := replace(file, content); err != nil {
		return tls.Certificate{}, fmt.Errorf("lan: keeping the certificate: %w", err)
	}
	return tls.X509KeyPair(content, content)
}

// isOfSystem reports whether an error is the operating system's, and not of what is in the file.
func isOfSystem(err error) bool {
	_, ok := errors.AsType[*fs.PathError](err)
	return ok
}

// covers reports whether a certificate is valid for all of the hosts, now and long enough.
func covers(certificate *x509.Certificate, hosts []string, now time.Time) bool {
	if now.Before(certificate.NotBefore) || now.Add(spare).After(certificate.NotAfter) {
		return false
	}
	for _, host := range hosts {
		if certificate.VerifyHostname(host) != nil {
			return false
		}
	}
	return true
}

// newCertificate returns a new key and a certificate for it, as PEM.
func newCertificate(hosts []string, now time.Time) ([]byte, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, err
	}
	template := &x509.Certificate{
		Subject:               pkix.Name{CommonName: "MobileNet, live"},
		NotBefore:             now.Add(-24 * time.Hour), // the clocks of a class are not all right
		NotAfter:              now.Add(lifetime),
		KeyUsage:              x509.KeyUsageDigitalSignature,
		ExtKeyUsage:           []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
		BasicConstraintsValid: true, // for no other certificate than itself
	}
	for _, host := range hosts {
		if ip := net.ParseIP(host); ip != nil {
			template.IPAddresses = append(template.IPAddresses, ip)
		} else {
			template.DNSNames = append(template.DNSNames, host)
		}
	}
	certificate, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		return nil, err
	}
	private, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return nil, err
	}
	content := pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: private})
	return append(content, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: certificate})...), nil
}

// replace writes a file that its owner alone may read, complete or not at all.
func replace(path string, content []byte) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
		return err
	}
	file, err := os.CreateTemp(filepath.Dir(path), ".new-") // for its owner only
	if err != nil {
		return err
	}
	_, err = file.Write(content)
	if err = errors.Join(err, file.Close()); err == nil {
		err = os.Rename(file.Name(), path)
	}
	if err != nil {
		os.Remove(file.Name())
	}
	return err
}

// fingerprint returns the bytes of the SHA-256 of a certificate as browsers show them, in hexadecimal.
func fingerprint(certificate tls.Certificate) []string {
	return strings.Fields(fmt.Sprintf("% X", sha256.Sum256(certificate.Certificate[0])))
}
