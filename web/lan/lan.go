// Package lan is what a server needs to be met by a class in its own network: the addresses of this machine, a
// certificate that it makes itself, since a browser gives the camera to https only, a page that tells a student what the
// browser's warning is, and a QR code for the terminal.
package lan

import (
	"bytes"
	"crypto/tls"
	"fmt"
	"html/template"
	"io"
	"log"
	"net"
	"net/http"
	"net/netip"
	"slices"
	"strings"
	"time"
)

// A Class is how a server is met by one.
type Class struct {
	Certificate tls.Certificate
	Welcome     http.Handler // what the server over http answers

	plain, secure string // ports
	addresses     []netip.Addr
}

// New returns how a server is met that listens at plain over http and at secure over https. It keeps its certificate in a
// file. It returns an error if this machine has no address in a network, or the certificate cannot be kept.
func New(file string, plain, secure net.Addr, now time.Time) (*Class, error) {
	bound, err := netip.ParseAddrPort(secure.String())
	if err != nil {
		return nil, fmt.Errorf("lan: %w", err)
	}
	addresses := []netip.Addr{bound.Addr().Unmap()}
	if addresses[0].IsUnspecified() {
		if addresses, err = Addresses(); err != nil {
			return nil, err
		}
	}
	hosts := hosts(addresses)
	certificate, err := Certificate(file, hosts, now)
	if err != nil {
		return nil, err
	}
	c := &Class{Certificate: certificate, plain: port(plain), secure: port(secure), addresses: addresses}
	c.Welcome = welcome{c.secure, hosts, fingerprint(certificate), template.Must(template.New("").Parse(welcomeText))}
	return c, nil
}

func port(address net.Addr) string {
	_, port, _ := net.SplitHostPort(address.String())
	return port
}

// Print prints for a teacher, in lines of at most 80 columns, how the class comes to the page: first the address of the
// page that explains, as text and as QR code.
func (c *Class) Print(out io.Writer) error {
	at := func(scheme, port string, ip netip.Addr) string {
		return scheme + "://" + net.JoinHostPort(ip.String(), port)
	}
	first := at("http", c.plain, c.addresses[0])
	code, err := TerminalCode(first)
	if err != nil {
		return fmt.Errorf("lan: %w", err)
	}
	var b bytes.Buffer
	fmt.Fprintf(&b, "%s\n%s", first, code)
	fmt.Fprintf(&b, "This is the address for the class. It says what the browser will warn of,\nand leads to the page, which you can also open at once:\n%s\n", at("https", c.secure, c.addresses[0]))
	if len(c.addresses) > 1 {
		b.WriteString("This machine has other addresses, for when that one does not answer:\n")
		for _, ip := range c.addresses[1:] {
			fmt.Fprintln(&b, at("http", c.plain, ip))
		}
	}
	b.WriteString("The certificate's fingerprint (SHA-256), as browsers show it:\n")
	for half := range slices.Chunk(fingerprint(c.Certificate), 16) {
		fmt.Fprintln(&b, strings.Join(half, ":"))
	}
	_, err = out.Write(b.Bytes())
	return err
}

// ErrorLog returns the log of a server's faults. Each device that does not know the certificate yet makes one, with its
// address; these are left out.
func ErrorLog(out io.Writer) *log.Logger { return log.New(withoutHandshakes{out}, "", log.LstdFlags) }

type withoutHandshakes struct{ out io.Writer }

func (w withoutHandshakes) Write(line []byte) (int, error) {
	if bytes.Contains(line, []byte("TLS handshake error")) {
		return len(line), nil
	}
	return w.out.Write(line)
}
