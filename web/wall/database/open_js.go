package database

import (
	"database/sql"

	"github.com/syumai/workers/cloudflare/d1"
)

// Open opens the D1 database that is bound to the worker under a name. It returns an error if there is none.
func Open(name string) (*sql.DB, error) {
	connector, err := d1.OpenConnector(name)
	if err != nil {
		return nil, err
	}
	return sql.OpenDB(connector), nil
}
