package tpm2

import (
	"encoding/binary"
	"fmt"
	"io"
)

// Codes of the TPM 2.0 Library specification, part 2.
const (
	noSessions   = 0x8001
	withSessions = 0x8002

	commandCreatePrimary = 0x131
	commandNVRead        = 0x14e
	commandFlushContext  = 0x165
	commandNVReadPublic  = 0x169
	commandReadPublic    = 0x173

	endorsementHierarchy = 0x4000000b
	passwordSession      = 0x40000009
)

// maxResponse is the longest response of a TPM: the size of its buffer.
const maxResponse = 4096

type tpm struct{ device io.ReadWriter }

// headerLen is that of a command: tag, size, code; and of a response, which has
// a result for the code.
const headerLen = 10

// run sends a command and returns what follows the header of the response.
func (t tpm) run(tag uint16, code uint32, body []byte) ([]byte, error) {
	command := binary.BigEndian.AppendUint16(nil, tag)
	command = binary.BigEndian.AppendUint32(command, uint32(headerLen+len(body)))
	command = binary.BigEndian.AppendUint32(command, code)
	if _, err := t.device.Write(append(command, body...)); err != nil {
		return nil, err
	}
	response := make([]byte, maxResponse)
	n, err := t.device.Read(response)
	if err != nil {
		return nil, err
	}
	response = response[:n]
	if n < headerLen || int64(binary.BigEndian.Uint32(response[2:])) != int64(n) {
		return nil, fmt.Errorf("%w: a response that is none", ErrNoKey)
	}
	if result := binary.BigEndian.Uint32(response[6:]); result != 0 {
		return nil, fmt.Errorf("%w: result %#x", ErrNoKey, result)
	}
	return response[headerLen:], nil
}

// password is an authorisation with an empty password, after its length.
func password() []byte {
	b := binary.BigEndian.AppendUint32(nil, 9)
	b = binary.BigEndian.AppendUint32(b, passwordSession)
	return append(b, 0, 0, 0, 0, 0) // no nonce, no attributes, an empty password
}

func handle(h uint32) []byte { return binary.BigEndian.AppendUint32(nil, h) }

// readPublic returns the public part of the key at a handle.
func (t tpm) readPublic(at uint32) (publicKey, error) {
	response, err := t.run(noSessions, commandReadPublic, handle(at))
	if err != nil {
		return publicKey{}, err
	}
	return parsePublic(response)
}

// createEndorsement has the TPM make its endorsement key anew from its seed,
// and takes the key out of its memory again.
func (t tpm) createEndorsement() (key publicKey, err error) {
	body := append(handle(endorsementHierarchy), password()...)
	body = append(body, 0, 4, 0, 0, 0, 0) // no password, no data of ours
	body = append(body, template()...)
	body = append(body, 0, 0)       // nothing from outside
	body = append(body, 0, 0, 0, 0) // no PCR
	response, err := t.run(withSessions, commandCreatePrimary, body)
	if err != nil {
		return publicKey{}, err
	}
	if len(response) < 8 { // the handle, and the length of the parameters
		return publicKey{}, ErrNoKey
	}
	if _, err := t.run(noSessions, commandFlushContext, response[:4]); err != nil {
		return publicKey{}, err
	}
	return parsePublic(response[8:])
}

// certified returns the key in a certificate that the TPM keeps.
func (t tpm) certified(index uint32) (publicKey, error) {
	response, err := t.run(noSessions, commandNVReadPublic, handle(index))
	if err != nil {
		return publicKey{}, err
	}
	size, ok := parseSize(response)
	if !ok {
		return publicKey{}, fmt.Errorf("%w: no certificate", ErrNoKey)
	}
	var der []byte
	for len(der) < size {
		const chunk = 512 // every TPM can give as much at once
		body := append(append(handle(index), handle(index)...), password()...)
		body = binary.BigEndian.AppendUint16(body, uint16(min(chunk, size-len(der))))
		body = binary.BigEndian.AppendUint16(body, uint16(len(der)))
		response, err := t.run(withSessions, commandNVRead, body)
		if err != nil {
			return publicKey{}, err
		}
		part, ok := sized(response[min(4, len(response)):]) // after the length of the parameters
		if !ok || len(part) == 0 {
			return publicKey{}, ErrNoKey
		}
		der = append(der, part...)
	}
	return parseCertificate(der)
}
