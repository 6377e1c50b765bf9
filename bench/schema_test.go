package bench

import (
	"bytes"
	"encoding/json"
	"io/fs"
	"path"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/stretchr/testify/require"

	"github.com/hwprint/hwprint/fixtures"
)

// compiler knows the schemas of the fixtures by their file names.
func compiler(t *testing.T) *jsonschema.Compiler {
	t.Helper()
	c := jsonschema.NewCompiler()
	names, err := fs.Glob(fixtures.Files(), "schema/*.json")
	require.NoError(t, err)
	require.NotEmpty(t, names)
	for _, name := range names {
		require.NoError(t, c.AddResource(path.Base(name), decode(t, name)))
	}
	return c
}

func decode(t *testing.T, name string) any {
	t.Helper()
	raw, err := fs.ReadFile(fixtures.Files(), name)
	require.NoError(t, err)
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(raw))
	require.NoError(t, err)
	return doc
}

// schemaOf names the schema of a file of the fixtures.
func schemaOf(name string) string {
	if strings.HasPrefix(name, "archetypes/") {
		return "archetype.schema.json"
	}
	return strings.TrimSuffix(path.Base(name), ".json") + ".schema.json"
}

func TestFixturesFollowTheirSchemas(t *testing.T) {
	c := compiler(t)
	files := 0
	err := fs.WalkDir(fixtures.Files(), ".", func(name string, entry fs.DirEntry, err error) error {
		require.NoError(t, err)
		if entry.IsDir() || strings.HasPrefix(name, "schema/") {
			return nil
		}
		schema, err := c.Compile(schemaOf(name))
		require.NoError(t, err, name)
		require.NoError(t, schema.Validate(decode(t, name)), name)
		files++
		return nil
	})
	require.NoError(t, err)
	require.Greater(t, files, 20)
}

// A schema that takes everything would pass the test above: what is wrong is
// refused.
func TestSchemasRefuse(t *testing.T) {
	c := compiler(t)
	for schemaName, docs := range map[string][]string{
		"inventory.schema.json":   {`[]`, `{}`, `{"components":[{"class":"soul","value":"x"}],"traits":{"virtual":false,"container":false,"portable":false}}`, `{"components":[],"traits":{"virtual":0,"container":false,"portable":false}}`},
		"archetype.schema.json":   {`{"id":"A B","title":"t","shows":"s","inventory":{"components":[],"traits":{"virtual":false,"container":false,"portable":false}}}`},
		"drifts.schema.json":      {`[]`, `[{"id":"a","title":"t","from":"b","wanted":"maybe","why":"w"}]`, `[{"id":"a","title":"t","from":"b","wanted":"same","why":"w","change":[{"class":"nic"}]}]`},
		"hash.schema.json":        {`[{"id":"a","about":"E1","reason":"r","scope":"s","inventory":{"components":[],"traits":{"virtual":false,"container":false,"portable":false}}}]`, `[{"id":"a","about":"E1","reason":"r","scope":"s","inventory":{"components":[],"traits":{"virtual":false,"container":false,"portable":false}},"failure":"insufficient","components":[{"status":"malformed","rule":"E22"}]}]`},
		"decode.schema.json":      {`[{"id":"a","reason":"r","text":"hw1:","failure":"luck"}]`},
		"compare.schema.json":     {`[{"id":"a","about":"C1","reason":"r","enrolled":"hw1:","presented":"hw1:","failure":"scope_mismatch"}]`},
		"lists.schema.json":       {`{}`, `{"revision":1,"words":["none"],"values":[{"classes":["disk"],"value":"A","why":"w"}],"prefixes":[{"classes":["disk"],"prefix":"A","symbols":[],"why":"w"}],"uuids":[{"value":"00000000000000000000000000000000","why":"w"}],"digests":[{"value":"00000000000000000000000000000000","why":"w"}],"addresses":[{"first":"000000000000","count":1,"why":"w"}],"device_halves":["000000"],"forms":[{"classes":["disk"],"form":"@","why":"w"}]}`, `{"revision":1,"words":["NONE"],"values":[{"classes":["nic"],"value":"A","why":"w"}],"prefixes":[{"classes":["disk"],"prefix":"A","symbols":[],"why":"w"}],"uuids":[{"value":"00000000000000000000000000000000","why":"w"}],"digests":[{"value":"00000000000000000000000000000000","why":"w"}],"addresses":[{"first":"000000000000","count":1,"why":"w"}],"device_halves":["000000"],"forms":[{"classes":["disk"],"form":"@","why":"w"}]}`, `{"revision":1,"words":["NONE"],"values":[{"classes":["disk"],"value":"A","why":"w"}],"prefixes":[{"classes":["disk"],"prefix":"A","symbols":[],"why":"w"}],"uuids":[{"value":"00000000000000000000000000000000","why":"w"}],"digests":[{"value":"00000000000000000000000000000000","why":"w"}],"addresses":[{"first":"010000000000","count":1,"why":"w"}],"device_halves":["000000"],"forms":[{"classes":["disk"],"form":"@","why":"w"}]}`, `{"revision":1,"words":["NONE"],"values":[{"classes":["disk"],"value":"A","why":"w"}],"prefixes":[{"classes":["disk"],"prefix":"A","symbols":[],"why":"w"}],"uuids":[{"value":"00000000000000000000000000000000","why":"w"}],"digests":[{"value":"00000000000000000000000000000000","why":"w"}],"addresses":[{"first":"00:00:00:00:00:00","count":1,"why":"w"}],"device_halves":["000000"],"forms":[{"classes":["disk"],"form":"@","why":"w"}]}`},
		"accumulated.schema.json": {`[{"count":0,"digest":""}]`},
	} {
		schema, err := c.Compile(schemaName)
		require.NoError(t, err)
		for _, text := range docs {
			require.True(t, json.Valid([]byte(text)), text)
			doc, err := jsonschema.UnmarshalJSON(strings.NewReader(text))
			require.NoError(t, err)
			require.Error(t, schema.Validate(doc), "%s takes %s", schemaName, text)
		}
	}
}
