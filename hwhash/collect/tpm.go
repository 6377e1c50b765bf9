//go:build linux || windows

package collect

// hintTPM is what can be done where a TPM is not asked.
const hintTPM = "let the installer supply the hash of the endorsement key"
