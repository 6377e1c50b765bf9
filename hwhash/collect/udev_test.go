//go:build linux

package collect

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestModelAlone(t *testing.T) {
	for _, test := range []struct {
		serial, model string
		want          bool
	}{
		{"SSD_512GB", "SSD_512GB", true},
		{"SSD_512GB", "SSD 512GB", true},
		{"NVMe_SSD_512GB_", "NVMe SSD 512GB", true},
		{"NVMe_SSD_512GB__1", "NVMe SSD 512GB", true},
		{"NVMe_SSD_512GB_S3HCNX0K_1", "NVMe SSD 512GB", false},
		{"1ATA_SSD_512GB", "SSD_512GB", true},
		{"SSD_512GB_20230417A", "SSD_512GB", false},
		{"0x5d1b8c07", "", false},
		{"", "", false},
	} {
		require.Equal(t, test.want, modelAlone(test.serial, test.model), "%s of %s", test.serial, test.model)
	}
}
