package wall

import (
	"context"
	"database/sql"
	"errors"
	"iter"
	"time"
)

// store is the tables of migrations.go.
type store struct {
	db   *sql.DB
	salt string // of the hashes of addresses
}

// remembered is how long the code of a wall that ended is kept: who still has it hears that, and does not count as guessing.
// Worksheets have links of last month.
const remembered = 90 * 24 * time.Hour

// pageSize is how many changes are read at a time: at most so many posts of one wall are in memory for one request.
const pageSize = 50

// wallState is a wall's row.
type wallState struct {
	code, title string
	key         string // its hash
	expires     time.Time
}

// change is a post or, without a body, a deletion.
type change struct {
	number int64  // in the wall's sequence
	seq    int64  // the post's first number, which names it
	body   string // JSON
}

func (s store) ping(ctx context.Context) error {
	var version int
	return s.db.QueryRowContext(ctx, `SELECT version FROM store`).Scan(&version)
}

// open adds a wall, and reports whether its code was free.
func (s store) open(ctx context.Context, w wallState) (free bool, err error) {
	err = s.db.QueryRowContext(ctx,
		`INSERT INTO walls (code, title, key, expires) VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO NOTHING RETURNING 1`,
		w.code, w.title, w.key, w.expires.Unix()).Scan(new(int))
	return found(err)
}

// found makes "no rows" of an error.
func found(err error) (bool, error) {
	if errors.Is(err, sql.ErrNoRows) {
		return false, nil
	}
	return err == nil, err
}

// find returns the wall of a code, its code "" if there is none, and when the address may ask again if it gave too many
// wrong ones.
func (s store) find(ctx context.Context, code, address string, now time.Time) (w wallState, blocked time.Time, err error) {
	var title, key sql.NullString
	var expires, until sql.NullInt64
	err = s.db.QueryRowContext(ctx, `
		SELECT walls.title, walls.key, walls.expires, counts.until
		FROM (SELECT 1)
		LEFT JOIN walls ON walls.code = ?1
		LEFT JOIN counts ON counts.address = ?2 AND counts.what = ?3 AND counts.until > ?4 AND counts.count >= ?5`,
		code, address, wrongCodes.what, now.Unix(), wrongCodes.most).Scan(&title, &key, &expires, &until)
	if err != nil {
		return wallState{}, time.Time{}, err
	}
	if until.Valid {
		blocked = time.Unix(until.Int64, 0)
	}
	if expires.Valid {
		w = wallState{code: code, title: title.String, key: key.String, expires: time.Unix(expires.Int64, 0).UTC()}
	}
	return w, blocked, nil
}

// count counts one more of what an address did, and returns how often it has in this while, and until when that counts.
func (s store) count(ctx context.Context, address string, l limit, now time.Time) (count int, until time.Time, err error) {
	var seconds int64
	err = s.db.QueryRowContext(ctx, `
		INSERT INTO counts (address, what, count, until) VALUES (?1, ?2, 1, ?3)
		ON CONFLICT (address, what) DO UPDATE SET
			count = CASE WHEN until > ?4 THEN count + 1 ELSE 1 END,
			until = CASE WHEN until > ?4 THEN until ELSE ?3 END
		RETURNING count, until`,
		address, l.what, now.Add(l.while).Unix(), now.Unix()).Scan(&count, &seconds)
	return count, time.Unix(seconds, 0), err
}

// An outcome is what became of a post.
type outcome int

const (
	stored   outcome = iota
	replayed         // it was there, the same
	differs          // there is another with its number
	deleted          // it was there, and was deleted
	early            // the device's post before it is not there
	full             // the wall takes no more
	over             // the wall has ended
)

// post stores a post, which is on disk when this returns.
func (s store) post(ctx context.Context, code, device string, number int, body string, now time.Time) (seq int64, o outcome, err error) {
	err = s.db.QueryRowContext(ctx, `
		INSERT INTO posts (wall, changed, seq, device, number, body)
		SELECT ?1, next, next, ?2, ?3, ?4
		FROM (SELECT coalesce(max(changed), 0) + 1 AS next FROM posts WHERE wall = ?1)
		WHERE next <= ?5
			AND EXISTS (SELECT 1 FROM walls WHERE code = ?1 AND expires > ?6)
			AND (?3 = 1 OR EXISTS (SELECT 1 FROM posts WHERE wall = ?1 AND device = ?2 AND number = ?3 - 1))
		ON CONFLICT (wall, device, number) DO NOTHING
		RETURNING seq`,
		code, device, number, body, changesPerWall, now.Unix()).Scan(&seq)
	if isNew, err := found(err); isNew || err != nil {
		return seq, stored, err
	}
	var had sql.NullString
	var hasEarlier, isOver bool
	var hadSeq sql.NullInt64
	err = s.db.QueryRowContext(ctx, `
		SELECT posts.seq, posts.body,
			?3 = 1 OR EXISTS (SELECT 1 FROM posts WHERE wall = ?1 AND device = ?2 AND number = ?3 - 1),
			NOT EXISTS (SELECT 1 FROM walls WHERE code = ?1 AND expires > ?4)
		FROM (SELECT 1)
		LEFT JOIN posts ON posts.wall = ?1 AND posts.device = ?2 AND posts.number = ?3`,
		code, device, number, now.Unix()).Scan(&hadSeq, &had, &hasEarlier, &isOver)
	switch {
	case err != nil:
		return 0, 0, err
	case isOver:
		o = over
	case hadSeq.Valid && !had.Valid:
		o = deleted
	case hadSeq.Valid && had.String == body:
		o = replayed
	case hadSeq.Valid:
		o = differs
	case !hasEarlier:
		o = early
	default:
		o = full
	}
	return hadSeq.Int64, o, nil
}

// page returns the next changes of a wall after a number, and when it ends. A wall that is not there has ended.
func (s store) page(ctx context.Context, code string, after int64) (changes []change, expires time.Time, err error) {
	rows, err := s.db.QueryContext(ctx, `
		SELECT walls.expires, posts.changed, posts.seq, posts.body
		FROM walls LEFT JOIN posts ON posts.wall = walls.code AND posts.changed > ?2
		WHERE walls.code = ?1
		ORDER BY posts.changed LIMIT ?3`, code, after, pageSize)
	if err != nil {
		return nil, time.Time{}, err
	}
	defer rows.Close()
	for rows.Next() {
		var seconds int64
		var number, seq sql.NullInt64
		var body sql.NullString
		if err := rows.Scan(&seconds, &number, &seq, &body); err != nil {
			return nil, time.Time{}, err
		}
		expires = time.Unix(seconds, 0).UTC()
		if number.Valid {
			changes = append(changes, change{number.Int64, seq.Int64, body.String})
		}
	}
	return changes, expires, rows.Err()
}

// changes returns all changes of a wall after a number.
func (s store) changes(ctx context.Context, code string, after int64) iter.Seq2[change, error] {
	return func(yield func(change, error) bool) {
		for {
			page, _, err := s.page(ctx, code, after)
			if err != nil {
				yield(change{}, err)
				return
			}
			for _, c := range page {
				if after = c.number; !yield(c, nil) {
					return
				}
			}
			if len(page) < pageSize {
				return
			}
		}
	}
}

// last returns the newest number of a wall's sequence.
func (s store) last(ctx context.Context, code string) (last int64, err error) {
	err = s.db.QueryRowContext(ctx, `SELECT coalesce(max(changed), 0) FROM posts WHERE wall = ?1`, code).Scan(&last)
	return last, err
}

// remove deletes a post, and reports whether there is or was one of that number.
func (s store) remove(ctx context.Context, code string, seq int64) (ok bool, err error) {
	_, err = s.db.ExecContext(ctx, `
		UPDATE posts SET body = NULL, changed = (SELECT max(changed) + 1 FROM posts WHERE wall = ?1)
		WHERE wall = ?1 AND seq = ?2 AND body IS NOT NULL`, code, seq)
	if err != nil {
		return false, err
	}
	return found(s.db.QueryRowContext(ctx, `SELECT 1 FROM posts WHERE wall = ?1 AND seq = ?2`, code, seq).Scan(new(int)))
}

// end ends a wall. If its second statement does not come to pass, expire makes up for it.
func (s store) end(ctx context.Context, code string, now time.Time) error {
	if _, err := s.db.ExecContext(ctx, `UPDATE walls SET title = '', key = '', expires = ?2 WHERE code = ?1`, code, now.Unix()); err != nil {
		return err
	}
	_, err := s.db.ExecContext(ctx, `DELETE FROM posts WHERE wall = ?1`, code)
	return err
}

// expire removes what is past its time.
func (s store) expire(ctx context.Context) error {
	now := time.Now()
	for _, statement := range []struct {
		text string
		time time.Time
	}{
		{`UPDATE walls SET title = '', key = '' WHERE expires <= ?1 AND key <> ''`, now},
		{`DELETE FROM posts WHERE wall IN (SELECT code FROM walls WHERE expires <= ?1)`, now},
		{`DELETE FROM walls WHERE expires <= ?1`, now.Add(-remembered)},
		{`DELETE FROM counts WHERE until <= ?1`, now},
	} {
		if _, err := s.db.ExecContext(ctx, statement.text, statement.time.Unix()); err != nil {
			return err
		}
	}
	return nil
}
