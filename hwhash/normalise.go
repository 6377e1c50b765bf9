package hwhash

// normalise appends the canonical form of a component to dst, and says as what
// it counts: its own class, or that of the value which it was made of. Or it
// says why the component is no evidence by itself; dst then holds what it
// held, perhaps in more room. What a component repeats of others is for
// relate.go.
func normalise(dst []byte, c *Component, traits Traits) (form []byte, as Class, bad rule) {
	switch as = c.Class; as {
	case SystemUUID, OSInstall:
		return appendFromUUID(dst, as, c.Value, traits)
	case SystemSerial, BoardSerial:
		return appendFromSerial(dst, as, c.Value, traits)
	case NIC:
		form, bad = appendFromMAC(dst, c.Value, traits)
	case Disk, MemoryModule:
		form, bad = appendDrive(dst, as, c.Value)
	case TPM:
		form, bad = appendTPM(dst, c.Value)
	case MemorySize:
		form, bad = appendSize(dst, c.Value)
	case SystemModel, BoardModel, Firmware, CPU, GPU, PnPDevice:
		form, bad = appendFields(dst, c.Value)
	default:
		form, bad = dst, ruleNoClass
	}
	return form, as, bad
}

// unparsed says why v is no value of its class: ill-formed, text that says
// there is none, or something else.
func unparsed(dst []byte, v string, other rule) ([]byte, rule) {
	var m marks
	out, bad := fold(dst, v, &m)
	if bad != ruleUsed {
		return out, bad
	}
	text := out[len(dst):]
	var buf [maxSymbols]byte
	switch {
	case len(symbols(&buf, text)) == 0:
		bad = ruleEmpty
	case string(text) == "UNKNOWN":
		bad = ruleUnreadable
	case blank(text):
		bad = ruleWords
	default:
		bad = other
	}
	return out[:len(dst)], bad
}
