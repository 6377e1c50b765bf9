package text

// Skipped is what stands in place of a line or a document that cannot be given
// out, such as one that is too long. Reading goes on after it.
type Skipped string

// Error implements error.
func (s Skipped) Error() string { return string(s) }
