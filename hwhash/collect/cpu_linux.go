package collect

import (
	"strings"

	"github.com/jaypipes/ghw"

	"github.com/hwprint/hwprint/hwhash"
)

// cpuinfo is what the blocks of proc/cpuinfo, one per logical processor, say.
type cpuinfo struct {
	named      bool        // there is a model name
	hypervisor bool        // the processor says that it is a guest's
	arm        [][2]string // implementer and part, each pair once
}

// readCPUInfo reads the first blocks: a machine with hundreds of processors
// has hundreds alike.
func readCPUInfo(t *tree) cpuinfo {
	var info cpuinfo
	var implementer string
	data, _ := t.head("proc/cpuinfo", maxAttr)
	for line := range strings.Lines(string(data)) {
		key, value, _ := strings.Cut(line, ":")
		value = trim(value)
		switch trim(key) {
		case "model name", "Model Name", "cpu model":
			info.named = info.named || value != ""
		case "flags":
			info.hypervisor = info.hypervisor || strings.Contains(" "+value+" ", " hypervisor ")
		case "CPU implementer":
			implementer = value
		case "CPU part":
			info.addARM(implementer, value)
		}
	}
	return info
}

func (info *cpuinfo) addARM(implementer, part string) {
	pair := [2]string{implementer, part}
	for _, have := range info.arm {
		if have == pair {
			return
		}
	}
	info.arm = append(info.arm, pair)
}

// readCPU reads one value for each model of processor in the machine. 64-bit
// ARM kernels name no model but give the numbers of its maker and part; ghw
// would name the board's device tree there, which not every container sees.
func readCPU(t *tree, f *findings) {
	info := readCPUInfo(t)
	if !info.named && len(info.arm) > 0 {
		for _, pair := range info.arm {
			f.addFields(hwhash.CPU, pair[0], pair[1])
		}
		return
	}
	if !f.safeForGHW(t, []string{"proc/cpuinfo", deviceTreeDir + "compatible"}, hwhash.CPU) {
		return
	}
	cpus, err := ghw.CPU(ghwArgs(t.dir)...)
	if err != nil {
		f.fail(StatusFailed, "ghw gives no processor", hwhash.CPU)
		return
	}
	for _, p := range cpus.Processors {
		f.addFields(hwhash.CPU, p.Vendor, p.Model)
	}
}
