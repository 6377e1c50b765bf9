//go:build linux

package collect

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestContainerEvidence(t *testing.T) {
	const (
		pid    = "proc/1/ns/pid -> pid:[4026531836]"
		uts    = "proc/1/ns/uts -> uts:[4026531838]"
		ipc    = "proc/1/ns/ipc -> ipc:[4026531839]"
		cgroup = "proc/1/ns/cgroup -> cgroup:[4026531835]"
		mark   = `.dockerenv = ""`
	)
	tests := []struct {
		name  string
		lines []string
		want  string
	}{
		{"nothing", nil, ""},
		{"mark alone", []string{mark}, "a file of Docker"},
		{"mark in the initial namespaces", []string{mark, pid, uts, ipc, cgroup}, ""},
		{"mark, but a pid namespace", []string{mark, "proc/1/ns/pid -> pid:[4026532201]", uts, ipc, cgroup}, "a file of Docker"},
		{"mark, but a cgroup namespace", []string{mark, pid, uts, ipc, "proc/1/ns/cgroup -> cgroup:[4026532310]"}, "a file of Docker"},
		{"mark, initial, but a group", []string{mark, pid, uts, ipc, cgroup, "proc/1/cgroup = 12:pids:/docker/8f2c"}, "name of the control group"},
		{"Podman", []string{`run/.containerenv = ""`}, "a file of Podman"},
		{"nspawn", []string{"run/systemd/container = systemd-nspawn"}, "systemd names a container manager"},
		{"WSL", []string{"run/systemd/container = wsl", `proc/1/environ = "container=wsl\x00"`}, ""},
		{"LXC", []string{`proc/1/environ = "TERM=linux\x00container=lxc\x00"`}, "environment of the first process"},
		{"another variable", []string{`proc/1/environ = "mycontainer=lxc\x00container=\x00"`}, ""},
		{"Kubernetes", []string{"proc/1/cgroup = 11:cpu:/kubepods/besteffort/pod1/2\\n0::/"}, "name of the control group"},
		{"CRI-O", []string{"proc/1/cgroup = 0::/kubepods.slice/crio-12ab.scope"}, "name of the control group"},
		{"Docker by systemd", []string{"proc/1/cgroup = 0::/system.slice/docker-12ab.scope"}, "name of the control group"},
		{"the Docker service itself", []string{"proc/1/cgroup = 0::/system.slice/docker.service"}, ""},
		{"the containerd service itself", []string{"proc/1/cgroup = 0::/system.slice/containerd.service"}, ""},
		{"root by Docker", []string{"proc/1/mountinfo = 600 500 0:50 / / rw - overlay overlay rw,upperdir=/var/lib/docker/overlay2/x/diff"}, "origin of the mounted root"},
		{"hosts by Docker", []string{"proc/1/mountinfo = 601 600 8:1 /var/lib/docker/containers/x/hosts /etc/hosts rw - ext4 /dev/sda1 rw"}, "origin of the mounted root"},
		{"a host of containers", []string{"proc/1/mountinfo = 26 1 8:1 / / rw - ext4 /dev/sda1 rw\\n90 26 0:50 / /var/lib/docker/overlay2/x/merged rw - overlay overlay rw,upperdir=/var/lib/docker/overlay2/x"}, ""},
		{"nonsense", []string{`proc/1/mountinfo = "\x00\n / \n"`, `proc/1/cgroup = ":::\n:\n\n"`}, ""},
		// Seen from elsewhere, "self" is the one who looks.
		{"the reader's own group", []string{"proc/self/cgroup = 0::/docker/8f2c"}, ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			require.Equal(t, test.want, containerEvidence(treeOf(t, test.lines...)))
		})
	}
}

func TestVirtualEvidence(t *testing.T) {
	dmi := func(vendor, product string) []string {
		return []string{dmiDir + "sys_vendor = " + vendor, dmiDir + "product_name = " + product}
	}
	tests := []struct {
		name  string
		lines []string
		want  string
	}{
		{"nothing", nil, ""},
		{"QEMU", dmi("QEMU", "Standard PC (Q35 + ICH9, 2009)"), "a name in DMI"},
		{"VMware", dmi("VMware, Inc.", "VMware20,1"), "a name in DMI"},
		{"VirtualBox", dmi("innotek GmbH", "VirtualBox"), "a name in DMI"},
		{"Hyper-V", dmi("Microsoft Corporation", "Virtual Machine"), "a name in DMI"},
		{"a tablet of the same maker", dmi("Microsoft Corporation", "Surface Pro 9"), ""},
		{"EC2", dmi("Amazon EC2", "m6i.large"), "a name in DMI"},
		{"EC2 without hypervisor", dmi("Amazon EC2", "m6i.metal"), ""},
		{"Google", dmi("Google", "Google Compute Engine"), "a name in DMI"},
		{"a notebook of the same maker", dmi("Google", "Eve"), ""},
		{"Nutanix guest", dmi("Nutanix", "AHV"), "a name in DMI"},
		{"Nutanix host", dmi("Nutanix", "NX-3060-G7"), ""},
		{"Oracle's servers", dmi("Oracle Corporation", "SUN FIRE X4170 M3"), ""},
		{"Hetzner", dmi("Hetzner", "vServer"), "a name in DMI"},
		{"firmware alone", []string{dmiDir + "bios_vendor = Xen"}, "a name in DMI"},
		{"flag", []string{"proc/cpuinfo = flags : fpu hypervisor lahf_lm"}, "the processor's hypervisor flag"},
		{"part of a flag", []string{"proc/cpuinfo = flags : fpu nohypervisor"}, ""},
		{"Xen guest", []string{"sys/hypervisor/type = xen"}, "the kernel names a hypervisor"},
		{"Xen host", []string{"sys/hypervisor/type = xen", "proc/xen/capabilities = control_d"}, ""},
		{"device tree", []string{deviceTreeDir + "hypervisor/compatible = linux,kvm"}, "a hypervisor in the device tree"},
		{"QEMU's board of RISC-V", []string{deviceTreeDir + `compatible = "riscv-virtio\x00"`}, "a hypervisor in the device tree"},
		{"QEMU on POWER", []string{deviceTreeDir + `compatible = "qemu,pseries\x00"`}, "a hypervisor in the device tree"},
		{"its model alone", []string{deviceTreeDir + `model = "IBM pSeries (emulated by qemu)\x00"`}, "a hypervisor in the device tree"},
		{"its firmware's channel", []string{deviceTreeDir + "fw-cfg@9020000/compatible = qemu,fw-cfg-mmio"}, "a hypervisor in the device tree"},
		{"the driver of that", []string{"sys/firmware/qemu_fw_cfg/rev = 3"}, "firmware's channel to QEMU"},
		{"a partition", []string{deviceTreeDir + `ibm,partition-name = "lpar7\x00"`}, "a hypervisor in the device tree"},
		{"a board", []string{deviceTreeDir + `compatible = "radxa,rock-5b\x00rockchip,rk3588\x00"`}, ""},
		{"a server without hypervisor", []string{deviceTreeDir + `compatible = "ibm,powernv\x00"`}, ""},
		{"QEMU's board", []string{deviceTreeDir + `compatible = "linux,dummy-virt\x00"`}, "a hypervisor in the device tree"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			require.Equal(t, test.want, virtualEvidence(treeOf(t, test.lines...)))
		})
	}
}

func TestPortable(t *testing.T) {
	for kind, want := range map[string]bool{"3": false, "9": true, "10": true, "17": false, "31": true, "32": true, "": false} {
		require.Equal(t, want, portable(treeOf(t, dmiDir+"chassis_type = "+kind)), kind)
	}
	require.True(t, portable(treeOf(t, deviceTreeDir+`chassis-type = "laptop\x00"`)))
}

// Under the real root "self" counts too: a container may share the host's
// processes.
func TestRealRootReadsOwnProcess(t *testing.T) {
	tr, err := openTree(t.Context(), "/")
	require.NoError(t, err)
	defer tr.close()
	require.NotEmpty(t, tr.link("proc/self/ns/pid"))
	_, err = os.Stat(filepath.Join("/", "proc/self/cgroup"))
	require.Equal(t, err == nil, tr.exists("proc/self/cgroup"))
	_ = containerEvidence(tr)
}

// The sandbox of an application has the host's installation.
func TestSandboxOfApplication(t *testing.T) {
	for _, line := range []string{
		`.flatpak-info = "[Application]\nname=org.example.App\n"`,
		`proc/1/environ = "FLATPAK_ID=org.example.App\x00container=flatpak\x00"`,
		`proc/1/environ = "container=firejail\x00"`,
		`proc/1/environ = "SNAP_INSTANCE_NAME=app\x00"`,
		`proc/1/environ = "APPIMAGE=/home/x/App.AppImage\x00"`,
	} {
		tr := treeOf(t, line)
		require.True(t, sandboxed(tr), line)
		require.Empty(t, containerEvidence(tr), line)
	}
	// One in a container is still in the container.
	tr := treeOf(t, `.flatpak-info = ""`, `run/.containerenv = ""`)
	require.Equal(t, "a file of Podman", containerEvidence(tr))
	require.False(t, sandboxed(treeOf(t, `proc/1/environ = "container=lxc\x00FLATPAK=1\x00"`)))
}
