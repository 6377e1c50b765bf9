package agent

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/hwprint/hwprint/productkey"
)

const maxKeyFile = 4096

// KeyFromEnv returns the product key of the environment variable name or, if that
// is not set, of the file that the variable name + "_FILE" names, as orchestrators
// hand secrets to pods. The error wraps ErrKey, and holds nothing of the key.
func KeyFromEnv(format *productkey.Format, name string) (productkey.Key, error) {
	if text, ok := os.LookupEnv(name); ok {
		return parseKey(format, []byte(text))
	}
	if file, ok := os.LookupEnv(name + "_FILE"); ok {
		return KeyFromFile(format, file)
	}
	return productkey.Key{}, fmt.Errorf("%w: neither %s nor %s_FILE is set", ErrKey, name, name)
}

// KeyFromFile returns the product key of a file, which holds nothing else but
// white space. The error wraps ErrKey, and holds nothing of the key.
func KeyFromFile(format *productkey.Format, path string) (productkey.Key, error) {
	f, err := os.Open(path)
	if err != nil {
		return productkey.Key{}, errors.Join(ErrKey, err)
	}
	defer func() { _ = f.Close() }()
	text, err := io.ReadAll(io.LimitReader(f, maxKeyFile))
	if err != nil {
		return productkey.Key{}, errors.Join(ErrKey, err)
	}
	defer clear(text)
	return parseKey(format, text)
}

func parseKey(format *productkey.Format, text []byte) (productkey.Key, error) {
	key, err := format.ParseBytes(bytes.TrimSpace(text))
	if err != nil {
		return key, errors.Join(ErrKey, err)
	}
	return key, nil
}
