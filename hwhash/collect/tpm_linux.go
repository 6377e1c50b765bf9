package collect

import (
	"errors"
	"io/fs"
	"os"

	"golang.org/x/sys/unix"

	"github.com/hwprint/hwprint/hwhash"
	"github.com/hwprint/hwprint/hwhash/collect/internal/tpm2"
)

// tpmDevice is the TPM behind the kernel's resource manager, which gives every
// process rooms of its own in it, and cleans them.
const tpmDevice = "/dev/tpmrm0"

// readTPM reads the hash of the endorsement key, which superusers can. A TPM
// that makes the key anew may take longer than a call has: then it is the next
// call's. Of another machine's root there is no TPM to be asked.
func readTPM(t *tree, f *findings) {
	present := t.exists("sys/class/tpm/tpm0")
	if f.cut = t.ctx.Err() != nil; f.cut || !present {
		return
	}
	n := f.note(hwhash.TPM)
	n.outcome, n.detail, n.hint = OutcomeUnsupported, "there is a TPM; its endorsement key is not read", hintTPM
	if t.dir != "/" {
		return
	}
	digest, err := endorsement(tpmDevice)
	switch {
	case err == nil:
		n.outcome, n.detail, n.hint = 0, "", ""
		f.add(hwhash.TPM, digest)
	case errors.Is(err, fs.ErrPermission):
		n.outcome, n.detail, n.hint = OutcomeUnreadable, "", hintRoot
	case errors.Is(err, fs.ErrNotExist): // it is older than version 2, or not shown to a container
	case errors.Is(err, tpm2.ErrNoKey):
		n.outcome, n.detail = OutcomeUnsupported, "the TPM has no RSA endorsement key"
	default:
		n.outcome, n.detail = OutcomeFailed, "the TPM does not answer"
	}
}

// endorsement asks the TPM at a path. Reads and writes have to block: a TPM
// that is asked to answer later says that it has nothing to say.
func endorsement(path string) (string, error) {
	fd, err := unix.Open(path, unix.O_RDWR|unix.O_CLOEXEC|unix.O_NOFOLLOW, 0)
	if err != nil {
		return "", err
	}
	device := os.NewFile(uintptr(fd), path)
	defer device.Close()
	info, err := device.Stat()
	if err != nil || info.Mode()&fs.ModeCharDevice == 0 {
		return "", fs.ErrNotExist
	}
	return tpm2.Endorsement(device)
}
