package collect

import (
	"bytes"
	"regexp"
	"slices"
	"strings"

	"github.com/jaypipes/ghw"

	"github.com/hwprint/hwprint/hwhash"
)

const (
	cpuInfoFile = "proc/cpuinfo"
	cpuDir      = "sys/devices/system/cpu/"
)

// cpuinfo is what the blocks of proc/cpuinfo, one per logical processor, say.
type cpuinfo struct {
	named      bool        // there is a model name
	hypervisor bool        // the processor says that it is a guest's
	arm        [][2]string // implementer and part, each pair once
	models     [][2]string // vendor and model as ghw has them, each pair once
}

// readCPUInfo reads the first blocks: a machine with hundreds of processors
// has hundreds alike.
func readCPUInfo(t *tree) cpuinfo {
	var info cpuinfo
	block := map[string]string{}
	data, _ := t.head(cpuInfoFile, maxAttr)
	if len(data) == maxAttr {
		data = data[:bytes.LastIndex(data, []byte("\n\n"))+1] // the last block is cut short
	}
	for line := range strings.Lines(string(data) + "\n\n") { // it may have no end either
		key, value, ok := strings.Cut(line, ":")
		if ok {
			block[trim(key)] = trim(value)
		} else if trim(line) == "" {
			info.addBlock(t, block)
		}
	}
	return info
}

// addBlock takes what a block says. One that is not of a processor is the
// head that s390x has: what it says is also about the next.
func (info *cpuinfo) addBlock(t *tree, block map[string]string) {
	model := first(block, "model name", "Processor", "cpu model", "Model Name", "uarch", "machine")
	info.named = info.named || first(block, "model name", "cpu model", "Model Name") != ""
	info.hypervisor = info.hypervisor || strings.Contains(" "+block["flags"]+" ", " hypervisor ")
	if part := block["CPU part"]; part != "" {
		info.arm = addPair(info.arm, block["CPU implementer"], part)
	}
	if first(block, "processor", "cpu number") == "" {
		return
	}
	vendor := first(block, "vendor_id", "isa")
	if vendor == "" && block["CPU implementer"] == "0x41" {
		vendor = "ARM"
	}
	if model == "" {
		soc := strings.FieldsFunc(t.text(deviceTreeDir+"compatible"), func(r rune) bool { return r == 0 })
		if len(soc) > 0 {
			model = soc[len(soc)-1]
		}
	}
	info.models = addPair(info.models, vendor, model)
	clear(block)
}

// first returns the first of these values that is there.
func first(block map[string]string, keys ...string) string {
	for _, key := range keys {
		if value := block[key]; value != "" {
			return value
		}
	}
	return ""
}

func addPair(pairs [][2]string, a, b string) [][2]string {
	if pair := [2]string{a, b}; !slices.Contains(pairs, pair) {
		pairs = append(pairs, pair)
	}
	return pairs
}

// readCPU reads one value for each model of processor in the machine. 64-bit
// ARM kernels name no model but give the numbers of its maker and part; ghw
// would name the board's device tree there, which not every container sees.
func readCPU(t *tree, f *findings) {
	info := readCPUInfo(t)
	models := info.models
	if !info.named && len(info.arm) > 0 {
		models = info.arm
	} else if fromGHW := ghwCPUs(t); len(fromGHW) > 0 {
		models = fromGHW
	}
	for _, pair := range withVendor(models) {
		f.addFields(hwhash.CPU, pair[0], pair[1])
	}
	data, err := t.head(cpuInfoFile, 1)
	f.explain(err, hwhash.CPU)
	f.senseless(hwhash.CPU, data)
}

// withVendor drops models without a vendor that are there with one: s390x names
// it once for all processors, and only one of them is given it.
func withVendor(models [][2]string) [][2]string {
	return slices.DeleteFunc(slices.Clone(models), func(bare [2]string) bool {
		return bare[0] == "" && slices.ContainsFunc(models, func(m [2]string) bool { return m[0] != "" && m[1] == bare[1] })
	})
}

var cpuFolder = regexp.MustCompile(`^cpu\d+$`)

// ghwCPUs returns the processors as ghw finds them. There are none if it has
// to be kept from them, or skips them, as it does a last block without a blank
// line behind it.
func ghwCPUs(t *tree) [][2]string {
	files := []string{cpuInfoFile, deviceTreeDir + "compatible"}
	names, err := t.list(cpuDir)
	if err != nil {
		return nil
	}
	for _, name := range names {
		if cpuFolder.MatchString(name) {
			files = append(files, below(cpuDir+name+"/", "online", "topology/physical_package_id", "topology/core_id")...)
		}
	}
	if len(files) > 3*maxForGHW {
		return nil
	}
	var models [][2]string
	if cpus, ok := askGHW(t, ghw.CPU, files...); ok {
		for _, p := range cpus.Processors {
			models = addPair(models, known(p.Vendor), known(p.Model))
		}
	}
	return models
}
