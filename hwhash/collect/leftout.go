//go:build linux || windows || freebsd || darwin

package collect

// Why a disk or an adapter is not a part of the machine, for the report.
const (
	onTheUSB    = "on USB"
	onNetwork   = "from a network"
	inCardSlot  = "in a card slot"
	noMedium    = "without a medium"
	pluggedFrom = "plugged in from outside"
	ofSoftware  = "virtual"
)
