// Package database opens the database of a store: a file of SQLite, or under js/wasm a D1 database of Cloudflare's.
package database
