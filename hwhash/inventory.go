package hwhash

import (
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"unicode/utf8"

	"github.com/hwprint/hwprint/internal/strictjson"
)

// Inventory is what a machine says of itself: its components and what kind of
// machine it is. The order of components carries no meaning. Its JSON form is
// the interchange format:
//
//	{"components":[{"class":"nic","value":"3c:52:82:0a:11:07"}],
//	 "traits":{"virtual":false,"container":false,"portable":true},
//	 "late":["disk"]}
//
// Unknown members are ignored; a member that is there twice, or half a pair of
// surrogates, is refused. The zero value is an empty inventory. An
// Inventory is plain data: it may be read, but not written, from several
// goroutines.
type Inventory struct {
	Components []Component `json:"components"`
	Traits     Traits      `json:"traits"`
	// Late are the classes that were not answered in time: the machine may
	// have more of them than are here. They do not change the hash. A caller
	// collects again before it enrols such a machine, or presents it. Its
	// order carries no meaning; the JSON has no such member where it is empty.
	Late []Class `json:"late,omitempty"`
}

// Component is one value of one class, as the machine reports it:
// normalisation is the [Hasher]'s. Values of the model classes may consist of
// several fields, separated by "|".
//
// A value is UTF-8 of at most [MaxValueLen] bytes without control characters;
// any other is reported as malformed by [Hasher.Explain] and counts for
// nothing. Its JSON shows the value; String, GoString and slog do not.
type Component struct {
	Class Class  `json:"class"`
	Value string `json:"value"`
}

// MaxValueLen is the greatest length of a component's value, in bytes.
const MaxValueLen = 1024

// MaxComponents is the greatest number of components in an inventory that is
// hashed. It bounds the work that an untrusted inventory can cause.
const MaxComponents = 4096

// Traits say what kind of machine the inventory is from. They decide which
// values are evidence: the installation identifier of a container belongs to
// its image, a virtual machine may have no other MAC address than one drawn
// at random.
type Traits struct {
	Virtual   bool `json:"virtual"`
	Container bool `json:"container"`
	Portable  bool `json:"portable"`
}

// Add appends a component.
func (inv *Inventory) Add(class Class, value string) {
	inv.Components = append(inv.Components, Component{class, value})
}

// UnmarshalJSON decodes the interchange form. The error wraps [ErrInventory],
// and [ErrClass] for a class that is unknown or missing; it says where, and
// repeats no value. On an error inv is unchanged.
func (inv *Inventory) UnmarshalJSON(doc []byte) error {
	if !utf8.Valid(doc) {
		return fmt.Errorf("%w: not UTF-8", ErrInventory) // package json would replace it without a word
	}
	if at, fault := strictjson.Ambiguity(doc); fault != "" {
		return fmt.Errorf("%w: %s at byte %d", ErrInventory, fault, at+1)
	}
	type plain Inventory // without this method
	var fresh plain
	err := json.Unmarshal(doc, &fresh)
	var kind *json.UnmarshalTypeError
	switch {
	case errors.Is(err, ErrClass): // the decoder stops there, at the last of its list
		if n := len(fresh.Late); n > 0 && !fresh.Late[n-1].valid() {
			return fmt.Errorf("%w: late[%d]: %w", ErrInventory, n-1, ErrClass)
		}
		return fmt.Errorf("%w: components[%d]: %w", ErrInventory, len(fresh.Components)-1, ErrClass)
	case errors.As(err, &kind):
		return fmt.Errorf("%w: a value of the wrong kind before byte %d", ErrInventory, kind.Offset)
	case err != nil:
		return ErrInventory
	}
	for i, c := range fresh.Components {
		if !c.Class.valid() {
			return fmt.Errorf("%w: components[%d]: %w", ErrInventory, i, ErrClass)
		}
	}
	for i, c := range fresh.Late {
		if !c.valid() {
			return fmt.Errorf("%w: late[%d]: %w", ErrInventory, i, ErrClass)
		}
		if slices.Contains(fresh.Late[:i], c) {
			return fmt.Errorf("%w: late[%d]: repeats a class", ErrInventory, i)
		}
	}
	*inv = Inventory(fresh)
	return nil
}

// String returns the class and the length of the value, not the value.
func (c Component) String() string { return fmt.Sprintf("%s(%d bytes)", c.Class, len(c.Value)) }

// GoString is String: a value does not reach a log by way of %#v either.
func (c Component) GoString() string { return c.String() }

// LogValue is String.
func (c Component) LogValue() slog.Value { return slog.StringValue(c.String()) }
