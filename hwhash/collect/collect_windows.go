package collect

import (
	"context"
	"errors"
	"fmt"

	"github.com/jaypipes/ghw"
	"golang.org/x/sys/windows/registry"
)

// systemJobs reads WMI by way of ghw, and the registry.
func systemJobs(_ context.Context, root string) ([]job, func(), error) {
	if root != "/" {
		return nil, nil, fmt.Errorf("collect: another root folder: %w", errors.ErrUnsupported)
	}
	w := windowsSystem{
		product: ghw.Product, baseboard: ghw.Baseboard, bios: ghw.BIOS, cpu: ghw.CPU,
		memory: ghw.Memory, block: ghw.Block, network: ghw.Network, machineGUID: machineGUID,
	}
	return w.jobs(), func() {}, nil
}

// machineGUID reads the 64-bit registry even in a 32-bit program, which would
// otherwise be shown another one.
func machineGUID() (string, error) {
	key, err := registry.OpenKey(registry.LOCAL_MACHINE, `SOFTWARE\Microsoft\Cryptography`,
		registry.QUERY_VALUE|registry.WOW64_64KEY)
	if err != nil {
		return "", err
	}
	defer key.Close()
	guid, _, err := key.GetStringValue("MachineGuid")
	return guid, err
}
