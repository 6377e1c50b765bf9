package collect

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/hwprint/hwprint/hwhash"
)

// ErrOption says that the options cannot be met: a class that does not exist,
// no class left to collect, a root folder that is not there, a timeout that is
// not positive.
var ErrOption = errors.New("collect: impossible option")

// Option changes what [Inventory] collects, and from where. The zero value
// (nil) changes nothing. Options are immutable and may be shared.
type Option func(*settings) error

// DefaultTimeout is how long all sources together may take without [Timeout].
const DefaultTimeout = 2 * time.Second

// settings are the options, applied.
type settings struct {
	want    map[hwhash.Class]bool
	root    string // "/" unless Root was used
	timeout time.Duration
}

func newSettings(opts []Option) (settings, error) {
	s := settings{want: map[hwhash.Class]bool{}, root: "/", timeout: DefaultTimeout}
	for _, c := range hwhash.Classes() {
		s.want[c] = true
	}
	for _, opt := range opts {
		if opt == nil {
			continue
		}
		if err := opt(&s); err != nil {
			return settings{}, err
		}
	}
	for _, wanted := range s.want {
		if wanted {
			return s, nil
		}
	}
	return settings{}, fmt.Errorf("%w: no class is left to collect", ErrOption)
}

// Only collects these classes and no others. Given more than once, a class
// has to be in every list. The traits of the machine are always read: they say
// what the values are worth.
//
// What repeats a value of an excluded class is left out with it: a UUID that
// holds an adapter's address goes with the adapters. To find such values, the
// identifiers of firmware, adapters and installation are read on the machine
// even if they are excluded. They go no further. Any other source is not read
// if all its classes are excluded.
func Only(classes ...hwhash.Class) Option {
	return func(s *settings) error {
		if err := checkClasses(classes); err != nil {
			return err
		}
		for c := range s.want {
			s.want[c] = s.want[c] && slices.Contains(classes, c)
		}
		return nil
	}
}

// Without collects all classes but these. It may be combined with [Only] in
// any order.
func Without(classes ...hwhash.Class) Option {
	return func(s *settings) error {
		if err := checkClasses(classes); err != nil {
			return err
		}
		for _, c := range classes {
			s.want[c] = false
		}
		return nil
	}
}

// related are the classes whose values can be functions of one another.
var related = []hwhash.Class{hwhash.SystemUUID, hwhash.SystemSerial, hwhash.BoardSerial, hwhash.OSInstall, hwhash.NIC}

// read returns the classes that have to be read for those that are wanted.
func (s *settings) read() map[hwhash.Class]bool {
	read := maps.Clone(s.want)
	if slices.ContainsFunc(related, func(c hwhash.Class) bool { return s.want[c] }) {
		for _, c := range related {
			read[c] = true
		}
	}
	return read
}

// excluded returns the classes that are not wanted.
func (s *settings) excluded() (classes []hwhash.Class) {
	for _, c := range hwhash.Classes() {
		if !s.want[c] {
			classes = append(classes, c)
		}
	}
	return classes
}

func checkClasses(classes []hwhash.Class) error {
	for _, c := range classes {
		if !slices.Contains(hwhash.Classes(), c) {
			return fmt.Errorf("%w: not a class", ErrOption)
		}
	}
	return nil
}

// Root reads the machine whose root folder is mounted at dir, such as /host in
// a container of an agent, instead of this one. No symbolic link is followed
// out of dir. Only Linux has such a folder: elsewhere any dir but "/" is an
// error that wraps [errors.ErrUnsupported].
func Root(dir string) Option {
	return func(s *settings) error {
		if dir == "" {
			return fmt.Errorf("%w: no root folder", ErrOption)
		}
		s.root = dir
		return nil
	}
}

// Timeout is how long all sources together may take, [DefaultTimeout] if it is
// not given.
func Timeout(d time.Duration) Option {
	return func(s *settings) error {
		if d <= 0 {
			return fmt.Errorf("%w: timeout is not positive", ErrOption)
		}
		s.timeout = d
		return nil
	}
}
