package hwhash

import "github.com/hwprint/hwprint/internal/names"

// Status says what became of a component in a hash. The zero value is no
// status.
type Status uint8

// What can become of a component.
const (
	StatusUsed        Status = iota + 1 // it has a slot
	StatusPlaceholder                   // it identifies nothing: a dummy, unreadable, shared by design
	StatusDerived                       // it repeats another value, which counts instead
	StatusDuplicate                     // it is, or stands next to, another value of its class
	StatusOverflow                      // the class has more values than slots
	StatusMalformed                     // it is not a value of its class
)

var statusNames = names.Names[Status]{
	First: StatusUsed,
	Texts: []string{"", "used", "placeholder", "derived", "duplicate", "overflow", "malformed"},
	Err:   ErrName,
}

// String returns the lower-case name of the status, such as "used".
func (s Status) String() string { return statusNames.String(s) }

// MarshalText returns String; an invalid status is [ErrName].
func (s Status) MarshalText() ([]byte, error) { return statusNames.Marshal(s) }

// UnmarshalText reads what MarshalText wrote, or is [ErrName].
func (s *Status) UnmarshalText(text []byte) error { return statusNames.Unmarshal(s, text) }

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
	ruleKnownSerial
	ruleWeakForm
	ruleKnownUUID
	rulePatternUUID
	ruleFewUnknown
	ruleContainer
	ruleMulticast
	rulePatternMAC
	ruleLocal
	ruleAssigned
	ruleKnownMAC
	ruleKnownDigest

	ruleSame
	ruleMade
	ruleRelativeMAC
	ruleAdjacentMAC
	ruleAdjacentSerial
	ruleRepeatsMAC
	ruleRepeatsSerial
	ruleShowsSerial

	numRules = iota
)

// rules is the whole list: the id in docs/format.md, and the words that Explain
// shows.
var rules = [numRules]struct {
	status Status
	id     string
	reason string
}{
	ruleUsed:     {StatusUsed, "", ""},
	ruleOverflow: {StatusOverflow, "R8", "the class has more values than slots, and others come first"},

	ruleTooLong:   {StatusMalformed, "E1", "longer than 1024 bytes"},
	ruleUTF8:      {StatusMalformed, "E1", "not valid UTF-8"},
	ruleControl:   {StatusMalformed, "E1", "contains control characters"},
	ruleNoClass:   {StatusMalformed, "E0", "its class does not exist"},
	ruleNotUUID:   {StatusMalformed, "E9", "not a UUID"},
	ruleNotMAC:    {StatusMalformed, "E14", "not a 48-bit MAC address"},
	ruleNotDigest: {StatusMalformed, "E19", "not a digest of 16 to 64 bytes in hexadecimal"},
	ruleNotSize:   {StatusMalformed, "E21", "not a size in bytes, or a number with a unit"},

	ruleEmpty:       {StatusPlaceholder, "E2", "empty, or without a letter or digit"},
	ruleUnreadable:  {StatusPlaceholder, "E3", "could not be read"},
	ruleWords:       {StatusPlaceholder, "E4", "words that say there is no value"},
	ruleTemplate:    {StatusPlaceholder, "E5", "an unfilled template"},
	ruleWeak:        {StatusPlaceholder, "E6", "too short or too regular: fewer values are possible than seven digits have"},
	ruleKnownSerial: {StatusPlaceholder, "E7", "of many machines: of a product line, a template, a card reader, an enclosure, or the digest of nothing"},
	ruleWeakForm:    {StatusPlaceholder, "E8", "of a form that hides too little from someone who knows plant, date and product"},
	ruleKnownUUID:   {StatusPlaceholder, "E10", "a UUID known from many machines"},
	rulePatternUUID: {StatusPlaceholder, "E11", "a UUID of repeated or counting bytes"},
	ruleFewUnknown:  {StatusPlaceholder, "E12", "a UUID most of whose bytes are constants"},
	ruleContainer:   {StatusPlaceholder, "E13", "in a container it belongs to the image"},
	ruleMulticast:   {StatusPlaceholder, "E15", "a group address, which no adapter has of its own"},
	rulePatternMAC:  {StatusPlaceholder, "E16", "an address of repeated or counting digits"},
	ruleLocal:       {StatusPlaceholder, "E17", "locally administered: chosen by software, not by the maker"},
	ruleAssigned:    {StatusPlaceholder, "E17", "locally administered and assigned by a scheme, so that other machines have it too"},
	ruleKnownMAC:    {StatusPlaceholder, "E18", "of a range that software uses, that many machines have, or that is too small to hide an address"},
	ruleKnownDigest: {StatusPlaceholder, "E20", "a digest that hides too little: of nothing, or of a value that many machines digest"},

	ruleSame:           {StatusDuplicate, "R1", "the same value again"},
	ruleMade:           {StatusDerived, "R1", "was made of another value of its class, which has one of its own"},
	ruleRelativeMAC:    {StatusDerived, "R2", "was computed from the address of another adapter"},
	ruleAdjacentMAC:    {StatusDuplicate, "R3", "a port of an adapter whose lowest address counts for all"},
	ruleAdjacentSerial: {StatusDuplicate, "R4", "from a kit or batch whose lowest serial counts for all"},
	ruleRepeatsMAC:     {StatusDerived, "R5", "repeats the MAC address of an adapter"},
	ruleRepeatsSerial:  {StatusDerived, "R6", "repeats the serial number of the system"},
	ruleShowsSerial:    {StatusDerived, "R7", "repeats a serial number"},
}
