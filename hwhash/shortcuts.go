package hwhash

// What skips work stands here, apart from the rules. Each shortcut is named by
// what it may claim, and a fuzz target holds it to its rule.

// mayBeginWord is false only if [words] is false.
func mayBeginWord(run []byte) bool { return true }

// mayBePlain is true only if [plainWorth] is the measure.
func mayBePlain(sym []byte) bool { return false }

func plainWorth(sym []byte) worth { return measureAll(sym) }

// saysNothing is [blank].
func saysNothing(field []byte) bool { return blank(field) }

// mayShowMAC is false only if [uuidShowsMAC] is false.
func mayShowMAC(u uuid, addresses []address) bool { return true }

// mayShowText is false only if [showsText] is false of u in both byte orders.
func mayShowText(u uuid, sym []byte) bool { return true }
