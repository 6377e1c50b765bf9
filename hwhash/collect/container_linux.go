package collect

import (
	"regexp"
	"slices"
	"strings"
)

// processes returns the folders of processes that show what kind of place this
// is. Where the tree is another machine's root, "self" would be this process,
// in a place of its own; its first process is that machine's.
func (t *tree) processes() []string {
	if t.dir != "/" {
		return []string{"proc/1"}
	}
	return []string{"proc/1", "proc/self"}
}

// sandboxes are the managers of sandboxes for one application. Those show it
// the host, its machine-id too, as far as it may see it: the installation is
// the host's.
var sandboxes = []string{"flatpak", "snap", "appimage", "firejail", "bubblewrap", "pressure-vessel"}

// containerManager reports whether "container=NAME" means a container with an
// installation of its own. WSL says so, and is a virtual machine.
func containerManager(name string) bool {
	return name != "" && name != "wsl" && !slices.Contains(sandboxes, name)
}

// sandboxed reports whether this is the sandbox of an application.
func sandboxed(t *tree) bool {
	if t.exists(".flatpak-info") {
		return true
	}
	for _, p := range t.processes() {
		environ, _ := t.head(p+"/environ", maxText)
		for variable := range strings.SplitSeq(string(environ), "\x00") {
			name, value, _ := strings.Cut(variable, "=")
			switch name {
			case "container":
				if slices.Contains(sandboxes, value) {
					return true
				}
			case "FLATPAK_ID", "SNAP_INSTANCE_NAME", "APPIMAGE":
				return true
			}
		}
	}
	return false
}

// containerEvidence says why the tree is a container's, "" if it is not.
func containerEvidence(t *tree) string {
	processes := t.processes()
	switch manager := t.text("run/systemd/container"); {
	case t.exists("run/.containerenv"):
		return "a file of Podman"
	case containerManager(manager):
		return "systemd names a container manager"
	}
	for _, p := range processes {
		environ, _ := t.head(p+"/environ", maxText)
		for variable := range strings.SplitSeq(string(environ), "\x00") {
			if manager, ok := strings.CutPrefix(variable, "container="); ok && containerManager(manager) {
				return "environment of the first process"
			}
		}
		cgroup, _ := t.head(p+"/cgroup", maxText)
		if containerCgroup(string(cgroup)) {
			return "name of the control group"
		}
		mounts, _ := t.head(p+"/mountinfo", maxText)
		if containerMounts(string(mounts)) {
			return "origin of the mounted root"
		}
	}
	if t.exists(".dockerenv") && !initialNamespaces(t, processes[len(processes)-1]) {
		return "a file of Docker"
	}
	return ""
}

// containerGroup matches the part of a control group's path that container
// managers give their containers. The managers' own services have other
// names, such as docker.service.
var containerGroup = regexp.MustCompile(`/(kubepods|docker/|docker-|lxc/|lxc\.payload|libpod-|crio-|cri-containerd-|containerd/)`)

// containerCgroup reads /proc/PID/cgroup: lines of id:controllers:path.
func containerCgroup(text string) bool {
	for line := range strings.Lines(text) {
		if parts := strings.SplitN(line, ":", 3); len(parts) == 3 && containerGroup.MatchString(parts[2]) {
			return true
		}
	}
	return false
}

// containerMounts reads /proc/PID/mountinfo, see proc_pid_mountinfo(5). Only
// what is mounted at the root, or over the files that managers fill in, is
// about this process: a host has the mounts of all its containers.
func containerMounts(text string) bool {
	for line := range strings.Lines(text) {
		fields := strings.Fields(line)
		if len(fields) < 6 {
			continue
		}
		switch fields[4] {
		case "/":
			options := fields[len(fields)-1]
			for _, store := range []string{"/docker/", "/containers/storage/", "/containerd/", "io.containerd"} {
				if strings.Contains(options, store) {
					return true
				}
			}
		case "/etc/hostname", "/etc/hosts", "/etc/resolv.conf":
			if strings.Contains(fields[3], "/containers/") || strings.Contains(fields[3], "/pods/") {
				return true
			}
		}
	}
	return false
}

// initialNamespaces reports whether a process is in the namespaces that the
// kernel starts with, whose numbers are fixed (include/linux/proc_ns.h). A
// machine that was booted from the image of a container is: the mark in its
// root is a left-over.
func initialNamespaces(t *tree, process string) bool {
	for name, number := range map[string]string{
		"pid": "4026531836", "uts": "4026531838", "ipc": "4026531839", "cgroup": "4026531835",
	} {
		if t.link(process+"/ns/"+name) != name+":["+number+"]" {
			return false
		}
	}
	return true
}
