package sqlstore

import (
	"context"
	"database/sql"
	"errors"
	"sync"

	"github.com/hwprint/hwprint/activation/server"
)

// group puts what waits to be written into one transaction: a disk that is synced
// for each decision would bound them all. Each has a savepoint of its own, so that
// it is done wholly or not at all; all are committed together or none.
//
// It has no goroutine: who comes first writes for all who wait meanwhile, and then
// hands that over to one of those who came since.
type group struct {
	mu      sync.Mutex
	waiting []*job
	busy    bool
	// prepared are the statements of the one connection that writes, by query;
	// wanted are those that are prepared before the next transaction.
	prepared map[string]*sql.Stmt
	wanted   map[string]bool
}

// atOnce is how many are written in one transaction at most.
const atOnce = 64

// job is one of those who wait.
type job struct {
	ctx  context.Context
	f    func(querier) error
	turn chan turn
}

// turn tells one who waits that he is done, or that he is to write for all.
type turn struct {
	write bool
	err   error
	panic any
}

// do runs f in a transaction, with others.
func (g *group) do(ctx context.Context, s *Store, f func(querier) error) error {
	j := &job{ctx: ctx, f: f, turn: make(chan turn, 1)}
	g.mu.Lock()
	g.waiting = append(g.waiting, j)
	write := !g.busy
	g.busy = true
	g.mu.Unlock()
	if !write {
		t := <-j.turn
		if !t.write {
			return t.result()
		}
	}
	g.write(s)
	t := <-j.turn
	return t.result()
}

// result is what a job came to.
func (t *turn) result() error {
	if t.panic != nil {
		panic(t.panic)
	}
	return t.err
}

// write writes for all who wait, the first of whom calls it, and hands over.
func (g *group) write(s *Store) {
	g.mu.Lock()
	n := min(len(g.waiting), atOnce)
	all := g.waiting[:n:n]
	g.waiting = g.waiting[n:]
	g.mu.Unlock()
	results, err := g.once(s, all)
	for try := 1; err != nil && s.dialect.Busy(err); try++ {
		if try == tries {
			err = errors.Join(server.ErrUnavailable, err)
			break
		}
		results, err = g.once(s, all)
	}
	for i, j := range all {
		if err != nil {
			results[i] = turn{err: err}
		}
		j.turn <- results[i]
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.busy = len(g.waiting) > 0; g.busy {
		g.waiting[0].turn <- turn{write: true}
	}
}

// once runs jobs in a transaction. The error is that of the transaction.
func (g *group) once(s *Store, all []*job) (results []turn, err error) {
	results = make([]turn, len(all))
	ctx := context.Background()
	if err := g.prepare(ctx, s.write); err != nil {
		return results, err
	}
	tx, err := s.write.BeginTx(ctx, nil)
	if err != nil {
		return results, err
	}
	defer func() { _ = tx.Rollback() }() // nothing to do after a commit
	for i, j := range all {
		if results[i], err = g.run(tx, j); err != nil {
			return results, err
		}
	}
	return results, tx.Commit()
}

// run runs a job between savepoints. The error is that of the savepoints.
func (g *group) run(tx *sql.Tx, j *job) (result turn, err error) {
	if result.err = j.ctx.Err(); result.err != nil {
		return result, nil
	}
	q := together{tx, g}
	if _, err := q.ExecContext(j.ctx, "SAVEPOINT job"); err != nil {
		return result, err
	}
	func() {
		defer func() { result.panic = recover() }()
		result.err = j.f(q)
	}()
	if result.err != nil || result.panic != nil {
		if _, err := q.ExecContext(j.ctx, "ROLLBACK TO job"); err != nil {
			return result, err
		}
	}
	_, err = q.ExecContext(j.ctx, "RELEASE job")
	return result, err
}

// prepare prepares the statements that were wanted, while no transaction holds the
// connection.
func (g *group) prepare(ctx context.Context, db *sql.DB) error {
	for query := range g.wanted {
		stmt, err := db.PrepareContext(ctx, query)
		if err != nil {
			return err
		}
		g.prepared[query] = stmt
	}
	clear(g.wanted)
	return nil
}

// together is a transaction of several who wait. The end of the context of one does
// not interrupt it: SQLite would take back all.
type together struct {
	tx *sql.Tx
	g  *group
}

// statement returns the prepared statement of a query, nil if there is none yet.
func (t together) statement(ctx context.Context, query string) *sql.Stmt {
	if stmt := t.g.prepared[query]; stmt != nil {
		return t.tx.StmtContext(ctx, stmt)
	}
	t.g.wanted[query] = true
	return nil
}

// ExecContext implements querier.
func (t together) ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error) {
	ctx = context.WithoutCancel(ctx)
	if stmt := t.statement(ctx, query); stmt != nil {
		return stmt.ExecContext(ctx, args...)
	}
	return t.tx.ExecContext(ctx, query, args...)
}

// QueryContext implements querier.
func (t together) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	ctx = context.WithoutCancel(ctx)
	if stmt := t.statement(ctx, query); stmt != nil {
		return stmt.QueryContext(ctx, args...)
	}
	return t.tx.QueryContext(ctx, query, args...)
}
