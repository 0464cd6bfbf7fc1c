package weights

import (
	"bytes"
	"compress/flate"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"io"
)

// errZip is an archive that is none, or not one of a kind that is read.
var errZip = errors.New("zip: damaged, or neither stored nor deflated")

// unzip returns a file of at most limit bytes from the zip archive that ends data, nil if it is not there. Offsets may
// count from the archive's beginning or from that of data: both are written.
func unzip(data []byte, name string, limit int64) ([]byte, error) {
	const endSize, entrySize, localSize = 22, 46, 30
	word, short := binary.LittleEndian.Uint32, binary.LittleEndian.Uint16
	end := bytes.LastIndex(data, []byte("PK\x05\x06"))
	if end < 0 {
		return nil, nil
	}
	if len(data)-end < endSize {
		return nil, errZip
	}
	size, offset := int64(word(data[end+12:])), int64(word(data[end+16:]))
	base := int64(end) - size - offset // what stands before the archive
	if base < 0 {
		return nil, errZip
	}
	for directory := data[base+offset : end]; len(directory) > 0; {
		if len(directory) < entrySize || string(directory[:4]) != "PK\x01\x02" {
			return nil, errZip
		}
		entry := directory
		length := int(short(entry[28:]))
		next := entrySize + length + int(short(entry[30:])) + int(short(entry[32:]))
		if len(entry) < next {
			return nil, errZip
		}
		directory = directory[next:]
		if string(entry[entrySize:entrySize+length]) != name {
			continue
		}
		at, packed := base+int64(word(entry[42:])), int64(word(entry[20:]))
		if at+localSize > int64(end) || string(data[at:at+4]) != "PK\x03\x04" {
			return nil, errZip
		}
		at += localSize + int64(short(data[at+26:])) + int64(short(data[at+28:]))
		if at+packed > int64(end) {
			return nil, errZip
		}
		return inflate(data[at:at+packed], short(entry[10:]), word(entry[16:]), limit)
	}
	return nil, nil
}

// inflate unpacks what an archive holds of a file.
func inflate(packed []byte, method uint16, digest uint32, limit int64) ([]byte, error) {
	var r io.Reader = bytes.NewReader(packed)
	switch method {
	case 0:
	case 8:
		r = flate.NewReader(r)
	default:
		return nil, errZip
	}
	content, err := io.ReadAll(io.LimitReader(r, limit+1))
	if err != nil || int64(len(content)) > limit || crc32.ChecksumIEEE(content) != digest {
		return nil, errZip
	}
	return content, nil
}
