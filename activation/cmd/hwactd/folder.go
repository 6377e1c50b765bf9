package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"

	"github.com/hwprint/hwprint/activation/server"
	"github.com/hwprint/hwprint/activation/store/postgres"
	"github.com/hwprint/hwprint/activation/store/sqlite"
	"github.com/hwprint/hwprint/hwhash"
)

// The files of a server.
const (
	keysFile     = "hwactd.keys"
	rootFile     = "hwactd.root"
	databaseFile = "hwactd.db"
	tokensFile   = "hwactd.tokens"
)

// folder is where a server's files are, and its database if that is no file.
type folder struct{ dir, database string }

func setFolder(f *flag.FlagSet) *folder {
	d := new(folder)
	f.StringVar(&d.dir, "dir", ".", "`folder` of hwactd.keys and hwactd.db")
	f.StringVar(&d.database, "database", "", "`URL` of PostgreSQL: postgres://hwactd@host/hwactd; hwactd.db in the folder without it")
	return d
}

func (d *folder) path(name string) string { return filepath.Join(d.dir, name) }

// keys reads the file of keys.
func (d *folder) keys() (k server.Keys, err error) {
	doc, err := os.ReadFile(d.path(keysFile))
	if errors.Is(err, os.ErrNotExist) {
		return k, fmt.Errorf("no %s in this folder: make it with hwactd init, or name its folder with -dir", keysFile)
	}
	if err != nil {
		return k, err
	}
	return server.ParseKeys(doc)
}

// store opens the database.
func (d *folder) store(ctx context.Context, k server.Keys) (server.Store, error) {
	sealer, err := hwhash.NewSealer(k.Database)
	if err != nil {
		return nil, err
	}
	if d.database != "" {
		return postgres.Open(ctx, d.database, sealer)
	}
	return sqlite.Open(ctx, d.path(databaseFile), sealer)
}

// open makes a server of the folder's files; change may change how, and be nil.
func (d *folder) open(ctx context.Context, change func(*server.Config, []server.Product)) (*server.Server, server.Store, error) {
	k, err := d.keys()
	if err != nil {
		return nil, nil, err
	}
	store, err := d.store(ctx, k)
	if err != nil {
		return nil, nil, err
	}
	products, err := store.Products(ctx)
	if err == nil && len(products) == 0 {
		err = errors.New("the database has no product: add one with hwactd init")
	}
	if err != nil {
		return nil, nil, errors.Join(err, store.Close())
	}
	c := server.Config{Store: store, Keys: k, Product: products[0].Scope}
	if change != nil {
		change(&c, products)
	}
	s, err := server.New(ctx, c)
	if err != nil {
		return nil, nil, errors.Join(err, store.Close())
	}
	return s, store, nil
}

// with runs an operator's action on the folder's server.
func (d *folder) with(ctx context.Context, do func(*server.Server) error) error {
	s, store, err := d.open(ctx, nil)
	if err != nil {
		return err
	}
	return errors.Join(do(s), store.Close())
}

// writeSecret writes a file that its owner alone can read, and that must not exist.
func (d *folder) writeSecret(name, text string) error {
	f, err := os.OpenFile(d.path(name), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = f.WriteString(text)
	return errors.Join(err, f.Sync(), f.Close())
}

// writeKeys writes the file of keys.
func (d *folder) writeKeys(k server.Keys) error {
	doc, err := json.MarshalIndent(k, "", "  ")
	if err != nil {
		return err
	}
	return d.writeSecret(keysFile, string(doc)+"\n")
}
