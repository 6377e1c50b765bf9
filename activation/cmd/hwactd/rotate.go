package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/hwprint/hwprint/activation"
	"github.com/hwprint/hwprint/activation/server"
)

// rotating is what is to be rotated.
type rotating struct {
	*folder
	product, what, step, root string
	after                     time.Duration
	kid                       uint
}

func setRotate(f *flag.FlagSet) func(context.Context, streams) error {
	v := &rotating{folder: setFolder(f)}
	f.StringVar(&v.product, "product", "", "`scope` of one of the vendor's products")
	f.StringVar(&v.what, "what", "", "certificates, answers or seal; peppers, database or tickets; orders")
	f.StringVar(&v.step, "step", "add", "add, then use, of peppers, database, tickets; then drop")
	f.StringVar(&v.root, "root", "", "`file` of the secret root: for certificates, answers, seal")
	f.DurationVar(&v.after, "after", 10*time.Minute, "when the new key begins: all servers must have the file by then")
	f.UintVar(&v.kid, "kid", 0, "`number` of the key whose private half is to be dropped")
	return v.run
}

func setRevoke(f *flag.FlagSet) func(context.Context, streams) error {
	v := &rotating{folder: setFolder(f)}
	f.StringVar(&v.product, "product", "", "`scope` of one of the vendor's products")
	f.StringVar(&v.root, "root", "", "`file` of the secret root")
	f.UintVar(&v.kid, "kid", 0, "`number` of the key that was stolen")
	return v.revoke
}

// run rotates, writes the new file, and says what is still needed of the old.
func (v *rotating) run(ctx context.Context, s streams) error {
	k, err := v.keys()
	if err != nil {
		return err
	}
	now := time.Now().Unix()
	result := map[string]any{"what": v.what, "step": v.step}
	use := activation.KeyUse(v.what)
	switch {
	case v.what == "orders":
		err = k.NewOrders(nil)
	case slices.Contains([]activation.KeyUse{activation.UseCertificates, activation.UseAnswers, activation.UseSeal}, use):
		err = v.turnKey(&k, use, now, result)
	default:
		err = v.turnSecret(ctx, &k, server.Secret(v.what))
	}
	if err != nil {
		return err
	}
	return v.finish(ctx, s, k, result)
}

// turnKey rotates a key of the ring.
func (v *rotating) turnKey(k *server.Keys, use activation.KeyUse, now int64, result map[string]any) error {
	if v.step == "drop" {
		result["dropped"] = v.kid
		return k.Retire(v.product, uint32(v.kid), now)
	}
	root, err := v.readRoot()
	if err != nil {
		return err
	}
	from := now + int64(v.after/time.Second)
	kid, err := k.AddKey(root, v.product, use, now, from, nil)
	result["kid"], result["begins"] = kid, time.Unix(from, 0).UTC().Format(time.RFC3339)
	return err
}

// turnSecret rotates a ring of secrets. It drops none that rows need.
func (v *rotating) turnSecret(ctx context.Context, k *server.Keys, which server.Secret) error {
	switch v.step {
	case "add":
		return k.AddSecret(which, nil)
	case "use":
		return k.UseSecret(which)
	case "drop":
		needs, err := v.needs(ctx)
		if err != nil {
			return err
		}
		id := k.LastSecret(which)
		n := 0
		switch which {
		case server.SecretPeppers:
			n = needs.Peppers[uint16(id)]
		case server.SecretDatabase:
			n = needs.Seals[uint32(id)]
		}
		if n > 0 {
			return fmt.Errorf("%d rows need the last of %s: they would be lost", n, which)
		}
		return k.DropSecret(which)
	}
	return errors.New("-step is add, use or drop")
}

func (v *rotating) revoke(ctx context.Context, s streams) error {
	k, err := v.keys()
	if err != nil {
		return err
	}
	root, err := v.readRoot()
	if err != nil {
		return err
	}
	next, err := k.MarkBad(root, v.product, uint32(v.kid), time.Now().Unix(), nil)
	if err != nil {
		return err
	}
	return v.finish(ctx, s, k, map[string]any{"revoked": v.kid, "kid": next})
}

// finish writes the file of keys, and prints what rows still need.
func (v *rotating) finish(ctx context.Context, s streams, k server.Keys, result map[string]any) error {
	if err := v.replaceKeys(k); err != nil {
		return err
	}
	needs, err := v.needs(ctx)
	if err != nil {
		return err
	}
	result["ring"], result["needed"] = k.Ring, describeNeeds(needs)
	fmt.Fprintln(s.err, "Give the file to all servers, and start each again, before the next step.")
	return s.print(result)
}

func (v *rotating) needs(ctx context.Context) (u server.Usage, err error) {
	err = v.with(ctx, func(act *server.Server) error {
		u, err = act.Needs(ctx)
		return err
	})
	return u, err
}

// describeNeeds says what is needed of old keys.
func describeNeeds(u server.Usage) map[string]any {
	day := func(at int64) string {
		if at == 0 {
			return "nothing"
		}
		return time.Unix(at, 0).UTC().Format(time.RFC3339)
	}
	certificates := "the public half in the ring until " + day(u.Until)
	if u.Endless > 0 {
		certificates = fmt.Sprintf("the public half in the ring for good: %d installations have certificates without an end", u.Endless)
	}
	return map[string]any{
		"certificates": certificates,
		"answers":      "the public half in the ring for 30 days, as answers travel as files",
		"seal":         "the private half as long as installers with its ring are supported",
		"peppers":      u.Peppers, // keys under each
		"database":     u.Seals,   // hashes under each
		"tickets":      "the old one until all have renewed: the installation seen longest ago was seen at " + day(u.Oldest),
	}
}

func (v *rotating) readRoot() (activation.SigningKey, error) {
	text, err := os.ReadFile(v.root)
	if err != nil {
		return activation.SigningKey{}, fmt.Errorf("name the file of the secret root with -root: %w", err)
	}
	return activation.ParseSigningKey(strings.TrimSpace(string(text)))
}

// replaceKeys puts a new file of keys in place of the old one, whole or not at all.
func (d *folder) replaceKeys(k server.Keys) error {
	doc, err := json.MarshalIndent(k, "", "  ")
	if err != nil {
		return err
	}
	f, err := os.CreateTemp(d.dir, keysFile+".*") // for its owner alone
	if err != nil {
		return err
	}
	_, err = f.Write(append(doc, '\n'))
	if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
		return errors.Join(err, os.Remove(f.Name()))
	}
	if err := os.Rename(f.Name(), d.path(keysFile)); err != nil {
		return err
	}
	folder, err := os.Open(filepath.Clean(d.dir))
	if err != nil {
		return err
	}
	_ = folder.Sync() // not every system can
	return folder.Close()
}

func setReseal(f *flag.FlagSet) func(context.Context, streams) error {
	d := setFolder(f)
	return func(ctx context.Context, s streams) error {
		return d.with(ctx, func(act *server.Server) error {
			licences := 0
			for _, scope := range act.Scopes() {
				n, err := act.Reseal(ctx, scope)
				if err != nil {
					return err
				}
				licences += n
			}
			needs, err := act.Needs(ctx)
			if err != nil {
				return err
			}
			return s.print(map[string]any{"licences": licences, "needed": describeNeeds(needs)})
		})
	}
}
