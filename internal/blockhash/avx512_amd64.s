//go:build !purego

#include "textflag.h"

// The same as in avx2_amd64.s for sixteen blocks. There are registers for all:
//
//	Z0 to Z15    v0 to v15 of the BLAKE3 paper
//	Z16 to Z31   the message words m0 to m15

// HALF is half of one of the paper's functions G: with a message word, and the
// rotations of that half.
#define HALF(m, a, b, c, d, R, S) \
	VPADDD m, a, a  \
	VPADDD b, a, a  \
	VPXORD a, d, d  \
	VPRORD $R, d, d \
	VPADDD d, c, c  \
	VPXORD c, b, b  \
	VPRORD $S, b, b

#define COLUMNS(m0, m1, m2, m3, R, S) \
	HALF(m0, Z0, Z4, Z8, Z12, R, S)  \
	HALF(m1, Z1, Z5, Z9, Z13, R, S)  \
	HALF(m2, Z2, Z6, Z10, Z14, R, S) \
	HALF(m3, Z3, Z7, Z11, Z15, R, S)
#define DIAGONALS(m0, m1, m2, m3, R, S) \
	HALF(m0, Z0, Z5, Z10, Z15, R, S) \
	HALF(m1, Z1, Z6, Z11, Z12, R, S) \
	HALF(m2, Z2, Z7, Z8, Z13, R, S)  \
	HALF(m3, Z3, Z4, Z9, Z14, R, S)

#define ROUND(m0, m1, m2, m3, m4, m5, m6, m7, m8, m9, m10, m11, m12, m13, m14, m15) \
	COLUMNS(m0, m2, m4, m6, 16, 12)      \
	COLUMNS(m1, m3, m5, m7, 8, 7)        \
	DIAGONALS(m8, m10, m12, m14, 16, 12) \
	DIAGONALS(m9, m11, m13, m15, 8, 7)

// TRANSPOSE makes of four words of lanes 0, 4, 8 and 12 in A, of the lanes after
// these in B, C and D each word of all lanes in order; and the other way round.
// It uses S to V.
#define TRANSPOSE(A, B, C, D, S, T, U, V) \
	VPUNPCKLDQ  B, A, S \
	VPUNPCKHDQ  B, A, T \
	VPUNPCKLDQ  D, C, U \
	VPUNPCKHDQ  D, C, V \
	VPUNPCKLQDQ U, S, A \
	VPUNPCKHQDQ U, S, B \
	VPUNPCKLQDQ V, T, C \
	VPUNPCKHQDQ V, T, D

// OFFSET puts the offset of a block or hash into CX: that of the last, AX, at
// most.
#define OFFSET(offset) \
	MOVQ    $offset, CX \
	CMPQ    AX, CX      \
	CMOVQLT AX, CX

// LOAD puts a block into a lane of four registers, a quarter of it into each.
#define LOAD(block, A, B, C, D) \
	OFFSET(block*64)                                    \
	VINSERTI32X4 $(block/4), 0(SI)(CX*1), A, A          \
	VINSERTI32X4 $(block/4), 16(SI)(CX*1), B, B         \
	VINSERTI32X4 $(block/4), 32(SI)(CX*1), C, C         \
	VINSERTI32X4 $(block/4), 48(SI)(CX*1), D, D

// STORE writes a hash of two halves.
#define STORE(block, A, B) \
	OFFSET(block*32)                           \
	VEXTRACTI32X4 $(block/4), A, 0(SI)(CX*1)   \
	VEXTRACTI32X4 $(block/4), B, 16(SI)(CX*1)

#define ZERO(Z) VPXORD Z, Z, Z

// func hashAVX512(key *[32]byte, blocks *[64]byte, n int, sums *[32]byte, words *[16]uint32)
TEXT ·hashAVX512(SB), NOSPLIT, $0-40
	MOVQ key+0(FP), BX
	MOVQ blocks+8(FP), SI
	MOVQ n+16(FP), AX
	DECQ AX
	SHLQ $6, AX
	LOAD(0, Z16, Z20, Z24, Z28)
	LOAD(1, Z17, Z21, Z25, Z29)
	LOAD(2, Z18, Z22, Z26, Z30)
	LOAD(3, Z19, Z23, Z27, Z31)
	LOAD(4, Z16, Z20, Z24, Z28)
	LOAD(5, Z17, Z21, Z25, Z29)
	LOAD(6, Z18, Z22, Z26, Z30)
	LOAD(7, Z19, Z23, Z27, Z31)
	LOAD(8, Z16, Z20, Z24, Z28)
	LOAD(9, Z17, Z21, Z25, Z29)
	LOAD(10, Z18, Z22, Z26, Z30)
	LOAD(11, Z19, Z23, Z27, Z31)
	LOAD(12, Z16, Z20, Z24, Z28)
	LOAD(13, Z17, Z21, Z25, Z29)
	LOAD(14, Z18, Z22, Z26, Z30)
	LOAD(15, Z19, Z23, Z27, Z31)
	TRANSPOSE(Z16, Z17, Z18, Z19, Z0, Z1, Z2, Z3)
	TRANSPOSE(Z20, Z21, Z22, Z23, Z4, Z5, Z6, Z7)
	TRANSPOSE(Z24, Z25, Z26, Z27, Z0, Z1, Z2, Z3)
	TRANSPOSE(Z28, Z29, Z30, Z31, Z4, Z5, Z6, Z7)

	VPBROADCASTD 0(BX), Z0
	VPBROADCASTD 4(BX), Z1
	VPBROADCASTD 8(BX), Z2
	VPBROADCASTD 12(BX), Z3
	VPBROADCASTD 16(BX), Z4
	VPBROADCASTD 20(BX), Z5
	VPBROADCASTD 24(BX), Z6
	VPBROADCASTD 28(BX), Z7
	VPBROADCASTD ·initial+0(SB), Z8
	VPBROADCASTD ·initial+4(SB), Z9
	VPBROADCASTD ·initial+8(SB), Z10
	VPBROADCASTD ·initial+12(SB), Z11
	ZERO(Z12)
	ZERO(Z13)
	VPBROADCASTD ·initial+16(SB), Z14
	VPBROADCASTD ·initial+20(SB), Z15

	ROUND(Z16, Z17, Z18, Z19, Z20, Z21, Z22, Z23, Z24, Z25, Z26, Z27, Z28, Z29, Z30, Z31)
	ROUND(Z18, Z22, Z19, Z26, Z23, Z16, Z20, Z29, Z17, Z27, Z28, Z21, Z25, Z30, Z31, Z24)
	ROUND(Z19, Z20, Z26, Z28, Z29, Z18, Z23, Z30, Z22, Z21, Z25, Z16, Z27, Z31, Z24, Z17)
	ROUND(Z26, Z23, Z28, Z25, Z30, Z19, Z29, Z31, Z20, Z16, Z27, Z18, Z21, Z24, Z17, Z22)
	ROUND(Z28, Z29, Z25, Z27, Z31, Z26, Z30, Z24, Z23, Z18, Z21, Z19, Z16, Z17, Z22, Z20)
	ROUND(Z25, Z30, Z27, Z21, Z24, Z28, Z31, Z17, Z29, Z19, Z16, Z26, Z18, Z22, Z20, Z23)
	ROUND(Z27, Z31, Z21, Z16, Z17, Z25, Z24, Z22, Z30, Z26, Z18, Z28, Z19, Z20, Z23, Z29)

	VPXORD Z8, Z0, Z0
	MOVQ   sums+24(FP), SI
	TESTQ  SI, SI
	JZ     first
	VPXORD Z9, Z1, Z1
	VPXORD Z10, Z2, Z2
	VPXORD Z11, Z3, Z3
	VPXORD Z12, Z4, Z4
	VPXORD Z13, Z5, Z5
	VPXORD Z14, Z6, Z6
	VPXORD Z15, Z7, Z7
	TRANSPOSE(Z0, Z1, Z2, Z3, Z8, Z9, Z10, Z11)
	TRANSPOSE(Z4, Z5, Z6, Z7, Z12, Z13, Z14, Z15)
	SHRQ   $1, AX // a hash is half as long as a block
	STORE(0, Z0, Z4)
	STORE(1, Z1, Z5)
	STORE(2, Z2, Z6)
	STORE(3, Z3, Z7)
	STORE(4, Z0, Z4)
	STORE(5, Z1, Z5)
	STORE(6, Z2, Z6)
	STORE(7, Z3, Z7)
	STORE(8, Z0, Z4)
	STORE(9, Z1, Z5)
	STORE(10, Z2, Z6)
	STORE(11, Z3, Z7)
	STORE(12, Z0, Z4)
	STORE(13, Z1, Z5)
	STORE(14, Z2, Z6)
	STORE(15, Z3, Z7)
	JMP    wipe

first:
	MOVQ      words+32(FP), SI
	VMOVDQU32 Z0, (SI)

wipe:
	VZEROALL
	ZERO(Z16)
	ZERO(Z17)
	ZERO(Z18)
	ZERO(Z19)
	ZERO(Z20)
	ZERO(Z21)
	ZERO(Z22)
	ZERO(Z23)
	ZERO(Z24)
	ZERO(Z25)
	ZERO(Z26)
	ZERO(Z27)
	ZERO(Z28)
	ZERO(Z29)
	ZERO(Z30)
	ZERO(Z31)
	RET
