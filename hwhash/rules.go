package hwhash

// Status says what became of a component in a hash.
type Status uint8

// What can become of a component. The zero value is no status.
const (
	Used        Status = iota + 1 // it has a slot
	Placeholder                   // it identifies nothing: a dummy, unreadable, shared by design
	Derived                       // it repeats another value, which counts instead
	Duplicate                     // it is, or stands next to, another value of its class
	Overflow                      // the class has more values than slots
	Malformed                     // it is not a value of its class
)

var statusNames = [...]string{"invalid", "used", "placeholder", "derived", "duplicate", "overflow", "malformed"}

// String returns the lower-case name of the status, such as "used".
func (s Status) String() string {
	if int(s) >= len(statusNames) {
		s = 0
	}
	return statusNames[s]
}

// MarshalText returns String.
func (s Status) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// rule is one reason why a component is, or is not, evidence.
type rule uint8

const (
	ruleUsed rule = iota
	ruleOverflow

	ruleTooLong
	ruleUTF8
	ruleControl
	ruleNoClass
	ruleNotUUID
	ruleNotMAC
	ruleNotDigest
	ruleNotSize

	ruleEmpty
	ruleUnreadable
	ruleWords
	ruleTemplate
	ruleWeak
	ruleReader
	rulePatternUUID
	ruleKnownUUID
	ruleMulticast
	ruleLocal
	ruleAssigned
	rulePatternMAC
	ruleKnownMAC
	ruleSoftwareMAC
	ruleContainer

	ruleSame
	ruleAdjacentMAC
	ruleAdjacentSerial

	ruleRepeatsMAC
	ruleRepeatsSerial
	ruleRepeatsInstall

	numRules = iota
)

// rules is the whole list, with the words that Explain shows.
var rules = [numRules]struct {
	status Status
	reason string
}{
	ruleUsed:     {Used, ""},
	ruleOverflow: {Overflow, "the class has more values than slots, and others come first"},

	ruleTooLong:   {Malformed, "longer than 1024 bytes"},
	ruleUTF8:      {Malformed, "not valid UTF-8"},
	ruleControl:   {Malformed, "contains control characters"},
	ruleNoClass:   {Malformed, "its class does not exist"},
	ruleNotUUID:   {Malformed, "not a UUID"},
	ruleNotMAC:    {Malformed, "not a 48-bit MAC address"},
	ruleNotDigest: {Malformed, "not a digest of 16 to 64 bytes in hexadecimal"},
	ruleNotSize:   {Malformed, "not a size in bytes, or a number with a unit"},

	ruleEmpty:       {Placeholder, "empty, or nothing but punctuation"},
	ruleUnreadable:  {Placeholder, "could not be read"},
	ruleWords:       {Placeholder, "words that say there is no value"},
	ruleTemplate:    {Placeholder, "an unfilled template"},
	ruleWeak:        {Placeholder, "too short or too regular: fewer values are possible than seven digits have"},
	ruleReader:      {Placeholder, "of a card reader, enclosure or virtual drive: one for the whole product"},
	rulePatternUUID: {Placeholder, "a UUID of repeated or counting bytes"},
	ruleKnownUUID:   {Placeholder, "a UUID known from many machines"},
	ruleMulticast:   {Placeholder, "a group address, which no adapter has of its own"},
	ruleLocal:       {Placeholder, "locally administered: chosen by software, not by the maker"},
	ruleAssigned:    {Placeholder, "locally administered and assigned by a scheme, so that other machines have it too"},
	rulePatternMAC:  {Placeholder, "an address of repeated or counting digits"},
	ruleKnownMAC:    {Placeholder, "an address known from many machines"},
	ruleSoftwareMAC: {Placeholder, "from a range that software, not adapters, uses"},
	ruleContainer:   {Placeholder, "in a container it belongs to the image"},

	ruleSame:           {Duplicate, "the same value again"},
	ruleAdjacentMAC:    {Duplicate, "a port of an adapter whose lowest address counts for all"},
	ruleAdjacentSerial: {Duplicate, "from a kit or batch whose lowest serial counts for all"},

	ruleRepeatsMAC:     {Derived, "repeats the MAC address of an adapter"},
	ruleRepeatsSerial:  {Derived, "repeats a serial number"},
	ruleRepeatsInstall: {Derived, "is the identifier of the installation too"},
}
