package productkey

import (
	"fmt"
	"math/bits"
	"math/rand/v2"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"unsafe"

	"github.com/stretchr/testify/require"
)

func TestMaskIsAPermutation(t *testing.T) {
	random := rand.New(rand.NewPCG(5, 6))
	differ := 0
	for range 10_000 {
		n := number{random.Uint64() >> random.IntN(64), random.Uint64()}
		m := n.mask()
		require.Equal(t, n, m.number())
		// One more bit in the number is many in what is seen of it.
		other := number{n.hi, n.lo ^ 1<<random.IntN(64)}.mask()
		differ += bits.OnesCount64(m.hi ^ other.hi)
	}
	require.Greater(t, float64(differ)/10_000, 20.0)
}

// holder is a struct as somebody writes it who did not read the manual: its
// fields are unexported, so that package fmt cannot call their methods.
type holder struct {
	key     Key
	to      *Key
	keys    []Key
	array   [2]Key
	names   map[string]Key
	any     any
	nested  struct{ key Key }
	pepper  Pepper
	ring    Ring
	peppers map[int]*Pepper
	hasher  *Hasher
	bare    Hasher
}

var digits = regexp.MustCompile(`[0-9a-zA-Z]+`)

// TestUnexportedFieldsDoNotPrint: no verb prints a key, its number or a pepper,
// wherever in a value they are, in whatever base.
func TestUnexportedFieldsDoNotPrint(t *testing.T) {
	k := keyOf(t, Base24, goodText)
	r := ringOf(t, 7)
	p := r[0]
	h := hasherOf(t, Base24, 7)
	v := holder{k, &k, []Key{k}, [2]Key{k, k}, map[string]Key{"a": k}, k, struct{ key Key }{k}, p, r, map[int]*Pepper{1: &p}, h, *h}

	secrets := map[string]bool{"BCDFG": true, "HJKMP": true}
	for _, word := range []uint64{k.number().hi, k.number().lo} {
		for base := 2; base <= 36; base++ {
			secrets[strings.ToUpper(strconv.FormatUint(word, base))] = true
		}
	}
	pepper := pepperOf(7)
	var runs []string // of three bytes of the pepper, as an array prints them
	for _, format := range []string{"%d %d %d", "%x %x %x", "%o %o %o", "%02x%02x%02x", "0x%x, 0x%x, 0x%x"} {
		for i := 0; i+3 <= len(pepper); i++ {
			runs = append(runs, strings.ToUpper(fmt.Sprintf(format, pepper[i], pepper[i+1], pepper[i+2])))
		}
	}
	require.Contains(t, strings.ToUpper(fmt.Sprintf("%v", struct{ b []byte }{pepper})), runs[0], "the test finds what prints")

	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "% x", "%#x", "%d", "%o", "%O", "%b", "%c", "%U", "%e", "%g", "%t", "%p", "%w", "%T", "%40v", "%!", "%z"} {
		for name, value := range map[string]any{"struct": v, "pointer": &v, "slice": []holder{v}, "slice of pointers": []*holder{&v},
			"map": map[string]holder{"a": v}, "array": [1]holder{v}, "any": []any{v, &v}, "nested": struct{ in struct{ h holder } }{struct{ h holder }{v}}} {
			said := strings.ToUpper(fmt.Sprintf(verb, value))
			for _, word := range digits.FindAllString(said, -1) {
				require.False(t, secrets[strings.TrimPrefix(word, "0X")], "%s of a %s", verb, name)
			}
			for _, run := range runs {
				require.NotContains(t, said, run, "%s of a %s", verb, name)
			}
		}
	}
}

// A key takes no room for its mask, so that tables of keys stay as they are.
func TestKeySize(t *testing.T) {
	require.Equal(t, 16+unsafe.Sizeof(uintptr(0)), unsafe.Sizeof(Key{}))
}
