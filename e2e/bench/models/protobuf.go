package models

import "encoding/binary"

// message is a protocol buffer in the making: its fields one after the other.
type message []byte

// Wire types of a field.
const (
	wireVarint = 0
	wireBytes  = 2
)

// integer appends a field that is a whole number, not negative.
func (m message) integer(field int, v int) message {
	m = binary.AppendUvarint(m, uint64(field)<<3|wireVarint)
	return binary.AppendUvarint(m, uint64(v))
}

// integers appends a repeated field of whole numbers.
func (m message) integers(field int, values ...int) message {
	for _, v := range values {
		m = m.integer(field, v)
	}
	return m
}

// bytes appends a field that is a string, bytes or another message.
func (m message) bytes(field int, v []byte) message {
	m = binary.AppendUvarint(m, uint64(field)<<3|wireBytes)
	m = binary.AppendUvarint(m, uint64(len(v)))
	return append(m, v...)
}

// text appends a field that is a string.
func (m message) text(field int, v string) message { return m.bytes(field, []byte(v)) }
