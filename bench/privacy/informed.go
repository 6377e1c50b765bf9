package main

import "github.com/hwprint/hwprint/hwhash"

// Attackers at the edge of the promise, and beyond it.

// edge is a value of which the attacker knows so much.
type edge struct {
	name, guess, template, value string
	class                        hwhash.Class
}

// others are forms of makers whose machines are not among the victims.
var others = []edge{
	{"the shortest serial that counts", "seven digits", "#######", "4081736", hwhash.SystemSerial},
	{"Toshiba serial", "a month of three years, six digits", "ym######=", "7C041736Q", hwhash.SystemSerial},
}

// informed know more than maker and model.
var informed = []edge{
	{"the address is of a known block of 2^20", "", "==:==:==:=@:@@:@@", "98:fa:9b:3e:c7:05", hwhash.NIC},
	{"a Dell service tag, and the season", "", "KKKKK==", "B5R7NM2", hwhash.SystemSerial},
	{"a Lenovo serial, and the year", "", "===KKKKK", "PF2K8ZQ7", hwhash.SystemSerial},
	{"an HP serial, and the week", "", "======KKKK", "CZC9318KQ4", hwhash.SystemSerial},
	{"a Supermicro serial, and the order", "", "========ym#####", "S294810X9B07364", hwhash.SystemSerial},
	{"a Samsung disk, the line and the year", "", "========######", "S64DNX0R517306", hwhash.Disk},
}

func (e *edge) attack(h *hwhash.Hasher, how effort) (trial, error) {
	g := grammar{template: e.template}
	return attack(h, g.space(e.value), how, alone(e.class))
}
