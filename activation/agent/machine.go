package agent

import (
	"context"
	"errors"
	"os"
	"runtime"
	"slices"
	"time"

	"github.com/hwprint/hwprint/hwhash"
	"github.com/hwprint/hwprint/hwhash/collect"
)

// Sources that were late are read again so often, each time for so long, before
// anything is presented.
const (
	lateReads = 3
	lateWait  = 3 * time.Second
)

// superuserClasses are those that on Linux only a superuser can read.
var superuserClasses = []hwhash.Class{
	hwhash.SystemUUID, hwhash.SystemSerial, hwhash.BoardSerial, hwhash.MemoryModule, hwhash.TPM,
}

// machine is what was read.
type machine struct {
	classes []hwhash.Class // that were asked for
	inv     hwhash.Inventory
	again   func(ctx context.Context) (hwhash.Inventory, error) // what was late
}

func (m *machine) late() bool { return len(m.inv.Late) > 0 }

// wanted returns the classes to read for states: those that were read when they
// were activated, or all that may be enrolled if any is to be.
func (c *Client) wanted(all []*state, enrol bool) []hwhash.Class {
	return c.allowed(func(class hwhash.Class) bool {
		return enrol && c.enrols(class) ||
			slices.ContainsFunc(all, func(s *state) bool { return slices.Contains(s.Classes, class) })
	})
}

// allowed returns the classes that the user leaves, of those that are chosen.
func (c *Client) allowed(chosen func(hwhash.Class) bool) []hwhash.Class {
	return slices.DeleteFunc(hwhash.Classes(), func(class hwhash.Class) bool {
		return !chosen(class) || slices.Contains(c.config.Without, class) || len(c.config.Only) > 0 && !slices.Contains(c.config.Only, class)
	})
}

// enrols reports whether a new anchor has a class.
func (c *Client) enrols(class hwhash.Class) bool {
	superuser := runtime.GOOS == "linux" && os.Geteuid() == 0
	return c.config.Privileged || !superuser || !slices.Contains(superuserClasses, class)
}

// read reads classes of the machine, once.
func (c *Client) read(ctx context.Context, classes []hwhash.Class) (*machine, error) {
	m := &machine{classes: classes}
	if len(classes) == 0 {
		return m, nil
	}
	if c.config.Read != nil {
		m.again = func(ctx context.Context) (hwhash.Inventory, error) { return c.config.Read(ctx, classes) }
		inv, err := m.again(ctx)
		m.inv = inv
		return m, err
	}
	found, err := collect.Inventory(ctx, append(slices.Clone(c.config.Collect), collect.Only(classes...))...)
	if errors.Is(err, errors.ErrUnsupported) {
		return m, nil // an unknown system: floating licences work there
	}
	m.inv = found.Inventory
	m.again = func(ctx context.Context) (hwhash.Inventory, error) {
		var err error
		found, err = found.Retry(ctx)
		return found.Inventory, err
	}
	return m, err
}

// waitFor reads again what was late, a few times.
func (m *machine) waitFor(ctx context.Context) error {
	for range lateReads {
		if !m.late() {
			return nil
		}
		if err := m.readAgain(ctx); err != nil {
			return err
		}
	}
	return nil
}

func (m *machine) readAgain(ctx context.Context) error {
	wait, cancel := context.WithTimeout(ctx, lateWait)
	defer cancel()
	inv, err := m.again(wait)
	if err == nil {
		m.inv = inv
	} else if wait.Err() != nil {
		err = ctx.Err() // a deadline that passed leaves what there is
	}
	return err
}

// sum returns the hash of some classes of what was read; zero if they identify
// nothing.
func (c *Client) sum(m *machine, classes []hwhash.Class) (hwhash.Hash, error) {
	others := slices.DeleteFunc(hwhash.Classes(), func(class hwhash.Class) bool { return slices.Contains(classes, class) })
	inv, err := m.inv.Without(others...)
	if err != nil {
		return hwhash.Hash{}, err
	}
	hash, err := c.hasher.Sum(&inv)
	if errors.Is(err, hwhash.ErrInsufficient) {
		return hwhash.Hash{}, nil
	}
	return hash, err
}
