package agent

import (
	"errors"
	"fmt"
	"strings"

	"rsc.io/qr"

	"github.com/hwprint/hwprint/activation"
)

// ErrQR says that a text is no message, or too long for a QR code.
var ErrQR = errors.New("agent: no QR code for this text")

// QRCode is a QR code (ISO/IEC 18004, level L). It comes from QR.
type QRCode struct {
	code *qr.Code
}

// QR returns the code of a message, such as a request: a telephone carries it to
// where there is a network.
func QR(message []byte) (QRCode, error) {
	if _, err := activation.ParseMessage(message); err != nil {
		return QRCode{}, fmt.Errorf("%w: %w", ErrQR, err)
	}
	code, err := qr.Encode(string(message), qr.L)
	if err != nil {
		return QRCode{}, fmt.Errorf("%w: %w", ErrQR, err)
	}
	return QRCode{code}, nil
}

// Version is the size of the code, 1 to 40: it has 17 + 4·Version modules on a
// side.
func (c QRCode) Version() int { return (c.code.Size - 17) / 4 }

// PNG returns the code as an image, black on white.
func (c QRCode) PNG() []byte { return c.code.PNG() }

// quiet is the white border that readers need, in modules.
const quiet = 4

// String returns the code for a terminal: a line for each two rows of modules, in
// half blocks, white on black as terminals are.
func (c QRCode) String() string {
	var b strings.Builder
	size := c.code.Size
	light := func(x, y int) bool { return !c.code.Black(x, y) } // outside is light
	for y := -quiet; y < size+quiet; y += 2 {
		for x := -quiet; x < size+quiet; x++ {
			switch {
			case light(x, y) && light(x, y+1):
				b.WriteRune('█')
			case light(x, y):
				b.WriteRune('▀')
			case light(x, y+1):
				b.WriteRune('▄')
			default:
				b.WriteByte(' ')
			}
		}
		b.WriteByte('\n')
	}
	return b.String()
}
