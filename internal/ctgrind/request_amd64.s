//go:build linux && amd64 && ctgrind

#include "textflag.h"

// func request(args *[6]uint64) uint64
//
// VALGRIND_DO_CLIENT_REQUEST_EXPR of valgrind.h: on a bare processor the four
// rotations are one full turn and the exchange does nothing.
TEXT ·request(SB), NOSPLIT|NOFRAME, $0-16
	MOVQ args+0(FP), AX
	XORL DX, DX
	ROLQ $3, DI
	ROLQ $13, DI
	ROLQ $61, DI
	ROLQ $51, DI
	XCHGQ BX, BX
	MOVQ DX, ret+8(FP)
	RET

// func stack() uint64
//
// The first word of the g that the thread points to.
TEXT ·stack(SB), NOSPLIT|NOFRAME, $0-8
	MOVQ (TLS), AX
	MOVQ 0(AX), CX
	MOVQ CX, ret+0(FP)
	RET
