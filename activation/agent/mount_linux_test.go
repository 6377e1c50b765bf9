package agent_test

import "syscall"

// mountReadOnly mounts a file system in memory on a folder or, again, makes that
// read-only.
func mountReadOnly(folder string, again bool) error {
	var flags uintptr
	if again {
		flags = syscall.MS_REMOUNT | syscall.MS_RDONLY
	}
	return syscall.Mount("tmpfs", folder, "tmpfs", flags, "")
}

func unmount(folder string) error { return syscall.Unmount(folder, syscall.MNT_DETACH) }
