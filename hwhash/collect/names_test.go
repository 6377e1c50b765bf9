//go:build linux

package collect

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestIoregString(t *testing.T) {
	require.Empty(t, ioregString("", "IOPlatformUUID"))
	require.Empty(t, ioregString(`"IOPlatformUUID" = "`, "IOPlatformUUID"))
	require.Empty(t, ioregString(`"IOPlatformUUID" = <"x">`, "IOPlatformUUID"))
	require.Empty(t, ioregString(`"IOPlatformUUID" = "x"`, "IOPlatform"))
	require.Equal(t, "x", ioregString(`  | | "IOPlatformUUID" = "x"`, "IOPlatformUUID"))
}
