package wall

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"strings"
)

// letters are those of join codes. No vowels, so that no code is a word; of those that look alike (0 and O, 1, I and L,
// 2 and Z, 5 and S, 6 and G, 8 and B, U and V) at most one.
const letters = "3479BCDFGHJKMNPQRSTVWXYZ"

// codeLength makes 24⁸, 110 thousand million codes.
const codeLength = 8

// newCode returns a random join code.
func newCode() string {
	const fair = 256 - 256%len(letters) // bytes from here on would make some letters likelier
	code := make([]byte, 0, codeLength)
	for b := make([]byte, 1); len(code) < codeLength; {
		rand.Read(b)
		if int(b[0]) < fair {
			code = append(code, letters[int(b[0])%len(letters)])
		}
	}
	return string(code)
}

// parseCode returns the code that somebody typed, in either case, with a dash or spaces or without.
func parseCode(typed string) (code string, ok bool) {
	code = strings.ToUpper(strings.NewReplacer("-", "", " ", "").Replace(typed))
	return code, len(code) == codeLength && strings.Trim(code, letters) == ""
}

// newKey returns a random key of 128 bits in 22 letters.
func newKey() string {
	var b [16]byte
	rand.Read(b[:])
	return base64.RawURLEncoding.EncodeToString(b[:])
}

// hash returns the first 132 bits, in 22 letters, of the SHA-256 of texts.
func hash(texts ...string) string {
	sum := sha256.Sum256([]byte(strings.Join(texts, "\n")))
	return base64.RawURLEncoding.EncodeToString(sum[:])[:22]
}
