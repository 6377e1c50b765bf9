package memory_test

import (
	"testing"

	"github.com/hwprint/hwprint/activation/server"
	"github.com/hwprint/hwprint/activation/store/memory"
	"github.com/hwprint/hwprint/activation/store/storetest"
)

func TestStore(t *testing.T) {
	storetest.Run(t, func(testing.TB, server.Keys) server.Store { return memory.New() })
}
