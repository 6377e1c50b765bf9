package server

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/hwprint/hwprint/activation"
)

// ErrRotate says that keys cannot be rotated so, and why.
var ErrRotate = errors.New("server: impossible rotation")

// keyFor is how long a new key of the ring serves, in seconds.
const keyFor = 10 * year

// ringOf reads the ring that k holds.
func (k *Keys) ringOf(product string) (activation.Ring, error) {
	r, err := activation.ParseRing([]activation.PublicKey{k.Root}, product, k.Ring)
	if err != nil {
		return r, fmt.Errorf("%w: ring: %w", ErrKeys, err)
	}
	return r, nil
}

// sign signs a changed ring.
func (k *Keys) sign(root activation.SigningKey, product string, r activation.Ring, now int64) error {
	if root.Public() != k.Root {
		return fmt.Errorf("%w: this is not the root of the ring", ErrRotate)
	}
	r.Issued = max(now, r.Issued+1)
	token, err := activation.SignRing(root, product, r)
	if err != nil {
		return err
	}
	k.Ring = token
	return nil
}

// AddKey draws a key for a use of the ring, which begins at from: late enough that
// all servers have the new file by then. The key before it keeps signing until
// from, and stays in the ring for what it signed. It returns the new key's number.
// random is a secure random source, or nil for crypto/rand.
func (k *Keys) AddKey(root activation.SigningKey, product string, use activation.KeyUse, now, from int64, random io.Reader) (kid uint32, err error) {
	if random == nil {
		random = rand.Reader
	}
	r, err := k.ringOf(product)
	if err != nil {
		return 0, err
	}
	for _, old := range r.Keys {
		kid = max(kid, old.KID)
	}
	kid++
	if from < now {
		return 0, fmt.Errorf("%w: it would begin in the past", ErrRotate)
	}
	public, err := k.draw(use, kid, random)
	if err != nil {
		return 0, err
	}
	r.Keys = append(r.Keys, activation.RingKey{Use: use, KID: kid, Key: public, From: from, To: from + keyFor})
	return kid, k.sign(root, product, r, now)
}

// draw draws a private key, and returns its public half.
func (k *Keys) draw(use activation.KeyUse, kid uint32, random io.Reader) (activation.PublicKey, error) {
	if use == activation.UseSeal {
		key, err := activation.NewSealingKey(kid, random)
		if err != nil {
			return activation.PublicKey{}, err
		}
		k.Seal = append(slices.Clone(k.Seal), NumberedKey{kid, key.Reveal()})
		return key.Public(), nil
	}
	key, err := activation.NewSigningKey(random)
	if err != nil {
		return activation.PublicKey{}, err
	}
	switch use {
	case activation.UseAnswers:
		k.Answers = append(slices.Clone(k.Answers), NumberedKey{kid, key.Reveal()})
	case activation.UseCertificates:
		k.Certificates = append(slices.Clone(k.Certificates), NumberedKey{kid, key.Reveal()})
	default:
		return activation.PublicKey{}, fmt.Errorf("%w: a use is answers, certificates or seal", ErrRotate)
	}
	return key.Public(), nil
}

// MarkBad marks a key of the ring that was stolen: what it signed goes into grace
// and is renewed. Its private half is deleted. If it is in use, a key that takes
// its place begins at once; its number is returned, 0 for none.
func (k *Keys) MarkBad(root activation.SigningKey, product string, kid uint32, now int64, random io.Reader) (next uint32, err error) {
	r, err := k.ringOf(product)
	if err != nil {
		return 0, err
	}
	i := slices.IndexFunc(r.Keys, func(key activation.RingKey) bool { return key.KID == kid })
	if i < 0 {
		return 0, fmt.Errorf("%w: no key has this number", ErrRotate)
	}
	r.Keys[i].Bad = true
	if err := k.sign(root, product, r, now); err != nil {
		return 0, err
	}
	k.dropPrivate(kid)
	// One that was retired may be next by its time: it signs nothing any more.
	if active, ok := r.Active(r.Keys[i].Use, now); ok && k.hasPrivate(active.KID) {
		return 0, nil
	}
	return k.AddKey(root, product, r.Keys[i].Use, now, now, random)
}

func (k *Keys) hasPrivate(kid uint32) bool {
	its := func(n NumberedKey) bool { return n.KID == kid }
	return slices.ContainsFunc(slices.Concat(k.Certificates, k.Answers, k.Seal), its)
}

// dropPrivate deletes a private key.
func (k *Keys) dropPrivate(kid uint32) {
	its := func(n NumberedKey) bool { return n.KID == kid }
	k.Certificates = slices.DeleteFunc(slices.Clone(k.Certificates), its)
	k.Answers = slices.DeleteFunc(slices.Clone(k.Answers), its)
	k.Seal = slices.DeleteFunc(slices.Clone(k.Seal), its)
}

// Retire deletes the private half of a key that another one has followed. Its public
// half stays in the ring, for what it signed. The error is ErrRotate for a key that
// is in use, or will be.
func (k *Keys) Retire(product string, kid uint32, now int64) error {
	r, err := k.ringOf(product)
	if err != nil {
		return err
	}
	for _, key := range r.Keys {
		active, ok := r.Active(key.Use, now)
		if key.KID == kid && (!ok || active.KID == kid || !key.Bad && key.From > active.From) {
			return fmt.Errorf("%w: it is in use, or will be", ErrRotate)
		}
	}
	k.dropPrivate(kid)
	return nil
}

// Secret names a ring of secrets that every server must be able to read before one
// uses it: so it is rotated in steps, with all servers started again after each.
type Secret string

// The rings of secrets.
const (
	SecretPeppers  Secret = "peppers"  // of digests of product keys
	SecretDatabase Secret = "database" // that hashes are sealed with
	SecretTickets  Secret = "tickets"
)

// AddSecret draws a secret behind the others: it is read, and not used yet.
func (k *Keys) AddSecret(which Secret, random io.Reader) error {
	if random == nil {
		random = rand.Reader
	}
	d := drawer{random: random}
	switch which {
	case SecretPeppers:
		k.Peppers += " " + nextID(k.Peppers) + ":" + d.hex()
	case SecretDatabase:
		k.Database += " " + nextID(k.Database) + ":" + d.hex()
	case SecretTickets:
		key, err := activation.NewTicketKey(random)
		if err != nil {
			return err
		}
		k.Tickets = append(slices.Clone(k.Tickets), key.Reveal())
	default:
		return fmt.Errorf("%w: a secret is peppers, database or tickets", ErrRotate)
	}
	return d.err
}

// entries are those of a ring as a text.
func entries(ring string) []string {
	return strings.FieldsFunc(ring, func(r rune) bool { return r == ',' || unicode.IsSpace(r) })
}

// idOf is the number of an entry, 0 for none.
func idOf(entry string) uint64 {
	id, _, _ := strings.Cut(entry, ":")
	n, err := strconv.ParseUint(id, 10, 32)
	if err != nil {
		return 0
	}
	return n
}

// nextID is a number that none of a ring has.
func nextID(ring string) string {
	var most uint64
	for _, entry := range entries(ring) {
		most = max(most, idOf(entry))
	}
	return strconv.FormatUint(most+1, 10)
}

// UseSecret puts the last secret in front: it is used from now on.
func (k *Keys) UseSecret(which Secret) error {
	return k.turn(which, func(all []string) []string {
		return append([]string{all[len(all)-1]}, all[:len(all)-1]...)
	})
}

// DropSecret deletes the last secret, which must not be the only one. Whether
// something needs it, Needs of a Server says.
func (k *Keys) DropSecret(which Secret) error {
	return k.turn(which, func(all []string) []string { return all[:len(all)-1] })
}

func (k *Keys) turn(which Secret, turn func([]string) []string) error {
	all := k.Tickets
	switch which {
	case SecretTickets:
	case SecretPeppers:
		all = entries(k.Peppers)
	case SecretDatabase:
		all = entries(k.Database)
	default:
		return fmt.Errorf("%w: a secret is peppers, database or tickets", ErrRotate)
	}
	if len(all) < 2 {
		return fmt.Errorf("%w: there is one secret only: add another first", ErrRotate)
	}
	all = turn(slices.Clone(all))
	switch which {
	case SecretTickets:
		k.Tickets = all
	case SecretPeppers:
		k.Peppers = strings.Join(all, " ")
	case SecretDatabase:
		k.Database = strings.Join(all, " ")
	}
	return nil
}

// LastSecret returns the number of the secret that DropSecret would delete: 0 for
// tickets, which have none.
func (k *Keys) LastSecret(which Secret) uint64 {
	all := entries(map[Secret]string{SecretPeppers: k.Peppers, SecretDatabase: k.Database}[which])
	if len(all) == 0 {
		return 0
	}
	return idOf(all[len(all)-1])
}

// NewOrders draws the secret of repeated calls anew: product keys of calls before
// cannot be told again.
func (k *Keys) NewOrders(random io.Reader) error {
	if random == nil {
		random = rand.Reader
	}
	d := drawer{random: random}
	k.Orders = d.hex()
	return d.err
}
