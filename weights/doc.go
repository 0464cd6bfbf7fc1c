// Package weights reads and writes the numbers of MobileNet v1 networks.
package weights
