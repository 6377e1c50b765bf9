//go:build !purego

#include "textflag.h"

// BLAKE3's compression of eight blocks, one in each 32-bit lane.
//
//	Y0 to Y15   v0 to v15 of the BLAKE3 paper, but that
//	Y8          is for anything, and v8 is in memory, at V8
//	R12         the memory: the message words m0 to m15 of all lanes, then V8
//	SI          the blocks; CX, DX, DI, R8 to R11 are the offsets of the second
//	            to the eighth
#define M(i) ((i)*32)(R12)
#define V8 512(R12)

DATA rotate16<>+0(SB)/8, $0x0504070601000302
DATA rotate16<>+8(SB)/8, $0x0d0c0f0e09080b0a
DATA rotate16<>+16(SB)/8, $0x0504070601000302
DATA rotate16<>+24(SB)/8, $0x0d0c0f0e09080b0a
GLOBL rotate16<>(SB), RODATA|NOPTR, $32
DATA rotate8<>+0(SB)/8, $0x0407060500030201
DATA rotate8<>+8(SB)/8, $0x0c0f0e0d080b0a09
DATA rotate8<>+16(SB)/8, $0x0407060500030201
DATA rotate8<>+24(SB)/8, $0x0c0f0e0d080b0a09
GLOBL rotate8<>(SB), RODATA|NOPTR, $32

// The initial values from v8 on: four of SHA-256's, a counter of 0 in two words,
// 64 bytes, CHUNK_START|CHUNK_END|ROOT|KEYED_HASH.
DATA ·initial+0(SB)/4, $0x6a09e667
DATA ·initial+4(SB)/4, $0xbb67ae85
DATA ·initial+8(SB)/4, $0x3c6ef372
DATA ·initial+12(SB)/4, $0xa54ff53a
DATA ·initial+16(SB)/4, $64
DATA ·initial+20(SB)/4, $0x1b
GLOBL ·initial(SB), RODATA|NOPTR, $24

// ROTATE rotates the words of X right by R bits, L = 32 - R.
#define ROTATE(R, L, X) \
	VPSRLD $R, X, Y8 \
	VPSLLD $L, X, X  \
	VPOR   Y8, X, X

// ADD adds message word m and b to a, and rotates d^a by a table.
#define ADD(m, a, b, d, table) \
	VPADDD  M(m), a, a         \
	VPADDD  b, a, a            \
	VPXOR   a, d, d            \
	VPSHUFB table<>(SB), d, d

// MIX adds d to c, and xors that to b. MIX8 does so where c is v8.
#define MIX(b, c, d) \
	VPADDD d, c, c \
	VPXOR  c, b, b
#define MIX8(b, d) \
	VPADDD  V8, d, Y8 \
	VPXOR   Y8, b, b  \
	VMOVDQA Y8, V8

// COLUMNS and DIAGONALS are each half of four of the paper's functions G, with
// the message words m0 to m3, and the rotations of that half.
#define COLUMNS(m0, m1, m2, m3, table, R, L) \
	ADD(m0, Y0, Y4, Y12, table) \
	ADD(m1, Y1, Y5, Y13, table) \
	ADD(m2, Y2, Y6, Y14, table) \
	ADD(m3, Y3, Y7, Y15, table) \
	MIX8(Y4, Y12)               \
	MIX(Y5, Y9, Y13)            \
	MIX(Y6, Y10, Y14)           \
	MIX(Y7, Y11, Y15)           \
	ROTATE(R, L, Y4)            \
	ROTATE(R, L, Y5)            \
	ROTATE(R, L, Y6)            \
	ROTATE(R, L, Y7)
#define DIAGONALS(m0, m1, m2, m3, table, R, L) \
	ADD(m0, Y0, Y5, Y15, table) \
	ADD(m1, Y1, Y6, Y12, table) \
	ADD(m2, Y2, Y7, Y13, table) \
	ADD(m3, Y3, Y4, Y14, table) \
	MIX(Y5, Y10, Y15)           \
	MIX(Y6, Y11, Y12)           \
	MIX8(Y7, Y13)               \
	MIX(Y4, Y9, Y14)            \
	ROTATE(R, L, Y5)            \
	ROTATE(R, L, Y6)            \
	ROTATE(R, L, Y7)            \
	ROTATE(R, L, Y4)

#define ROUND(m0, m1, m2, m3, m4, m5, m6, m7, m8, m9, m10, m11, m12, m13, m14, m15) \
	COLUMNS(m0, m2, m4, m6, rotate16, 12, 20)     \
	COLUMNS(m1, m3, m5, m7, rotate8, 7, 25)       \
	DIAGONALS(m8, m10, m12, m14, rotate16, 12, 20) \
	DIAGONALS(m9, m11, m13, m15, rotate8, 7, 25)

// TRANSPOSE makes of four words of lanes 0 and 4 in A, of 1 and 5 in B, 2 and 6
// in C, 3 and 7 in D each word of all lanes in order, in A to D; and the other
// way round. It uses S to V.
#define TRANSPOSE(A, B, C, D, S, T, U, V) \
	VPUNPCKLDQ  B, A, S \
	VPUNPCKHDQ  B, A, T \
	VPUNPCKLDQ  D, C, U \
	VPUNPCKHDQ  D, C, V \
	VPUNPCKLQDQ U, S, A \
	VPUNPCKHQDQ U, S, B \
	VPUNPCKLQDQ V, T, C \
	VPUNPCKHQDQ V, T, D

// LOAD puts the words from m on, four of each block, into memory.
#define LOAD(m) \
	VMOVDQU     (m*4)(SI), X0                   \
	VINSERTI128 $1, (m*4)(SI)(R8*1), Y0, Y0     \
	VMOVDQU     (m*4)(SI)(CX*1), X1             \
	VINSERTI128 $1, (m*4)(SI)(R9*1), Y1, Y1     \
	VMOVDQU     (m*4)(SI)(DX*1), X2             \
	VINSERTI128 $1, (m*4)(SI)(R10*1), Y2, Y2    \
	VMOVDQU     (m*4)(SI)(DI*1), X3             \
	VINSERTI128 $1, (m*4)(SI)(R11*1), Y3, Y3    \
	TRANSPOSE(Y0, Y1, Y2, Y3, Y4, Y5, Y6, Y7)   \
	VMOVDQA     Y0, M(m)                        \
	VMOVDQA     Y1, M(m+1)                      \
	VMOVDQA     Y2, M(m+2)                      \
	VMOVDQA     Y3, M(m+3)

// STORE writes four words of every hash, at an offset.
#define STORE(A, B, C, D, XA, XB, XC, XD, at) \
	TRANSPOSE(A, B, C, D, Y8, Y9, Y10, Y11) \
	VMOVDQU      XA, at(SI)             \
	VMOVDQU      XB, at(SI)(CX*1)       \
	VMOVDQU      XC, at(SI)(DX*1)       \
	VMOVDQU      XD, at(SI)(DI*1)       \
	VEXTRACTI128 $1, A, at(SI)(R8*1)    \
	VEXTRACTI128 $1, B, at(SI)(R9*1)    \
	VEXTRACTI128 $1, C, at(SI)(R10*1)   \
	VEXTRACTI128 $1, D, at(SI)(R11*1)

// OFFSET puts the offset of a block into REG: that of the last, AX, at most.
#define OFFSET(block, REG) \
	MOVQ    $(block*64), REG \
	CMPQ    AX, REG          \
	CMOVQLT AX, REG

// func hashAVX2(key *[32]byte, blocks *[64]byte, n int, sums *[32]byte, words *[16]uint32)
TEXT ·hashAVX2(SB), 0, $576-40
	MOVQ key+0(FP), BX
	MOVQ blocks+8(FP), SI
	MOVQ n+16(FP), AX
	LEAQ 31(SP), R12
	ANDQ $~31, R12
	DECQ AX
	SHLQ $6, AX
	OFFSET(1, CX)
	OFFSET(2, DX)
	OFFSET(3, DI)
	OFFSET(4, R8)
	OFFSET(5, R9)
	OFFSET(6, R10)
	OFFSET(7, R11)

	LOAD(0)
	LOAD(4)
	LOAD(8)
	LOAD(12)

	VPBROADCASTD 0(BX), Y0
	VPBROADCASTD 4(BX), Y1
	VPBROADCASTD 8(BX), Y2
	VPBROADCASTD 12(BX), Y3
	VPBROADCASTD 16(BX), Y4
	VPBROADCASTD 20(BX), Y5
	VPBROADCASTD 24(BX), Y6
	VPBROADCASTD 28(BX), Y7
	VPBROADCASTD ·initial+0(SB), Y8
	VMOVDQA      Y8, V8
	VPBROADCASTD ·initial+4(SB), Y9
	VPBROADCASTD ·initial+8(SB), Y10
	VPBROADCASTD ·initial+12(SB), Y11
	VPXOR        Y12, Y12, Y12
	VPXOR        Y13, Y13, Y13
	VPBROADCASTD ·initial+16(SB), Y14
	VPBROADCASTD ·initial+20(SB), Y15

	ROUND(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15)
	ROUND(2, 6, 3, 10, 7, 0, 4, 13, 1, 11, 12, 5, 9, 14, 15, 8)
	ROUND(3, 4, 10, 12, 13, 2, 7, 14, 6, 5, 9, 0, 11, 15, 8, 1)
	ROUND(10, 7, 12, 9, 14, 3, 13, 15, 4, 0, 11, 2, 5, 8, 1, 6)
	ROUND(12, 13, 9, 11, 15, 10, 14, 8, 7, 2, 5, 3, 0, 1, 6, 4)
	ROUND(9, 14, 11, 5, 8, 12, 15, 1, 13, 3, 0, 10, 2, 6, 4, 7)
	ROUND(11, 15, 5, 0, 1, 9, 8, 6, 14, 10, 2, 12, 3, 4, 7, 13)

	VPXOR V8, Y0, Y0
	MOVQ  sums+24(FP), SI
	TESTQ SI, SI
	JZ    first
	VPXOR Y9, Y1, Y1
	VPXOR Y10, Y2, Y2
	VPXOR Y11, Y3, Y3
	VPXOR Y12, Y4, Y4
	VPXOR Y13, Y5, Y5
	VPXOR Y14, Y6, Y6
	VPXOR Y15, Y7, Y7
	SHRQ  $1, CX // a hash is half as long as a block
	SHRQ  $1, DX
	SHRQ  $1, DI
	SHRQ  $1, R8
	SHRQ  $1, R9
	SHRQ  $1, R10
	SHRQ  $1, R11
	STORE(Y0, Y1, Y2, Y3, X0, X1, X2, X3, 0)
	STORE(Y4, Y5, Y6, Y7, X4, X5, X6, X7, 16)
	JMP   wipe

first:
	MOVQ    words+32(FP), SI
	VMOVDQU Y0, (SI)

wipe:
	VZEROALL
	VMOVDQA Y0, M(0)
	VMOVDQA Y0, M(1)
	VMOVDQA Y0, M(2)
	VMOVDQA Y0, M(3)
	VMOVDQA Y0, M(4)
	VMOVDQA Y0, M(5)
	VMOVDQA Y0, M(6)
	VMOVDQA Y0, M(7)
	VMOVDQA Y0, M(8)
	VMOVDQA Y0, M(9)
	VMOVDQA Y0, M(10)
	VMOVDQA Y0, M(11)
	VMOVDQA Y0, M(12)
	VMOVDQA Y0, M(13)
	VMOVDQA Y0, M(14)
	VMOVDQA Y0, M(15)
	VMOVDQA Y0, V8
	VZEROUPPER
	RET
