//go:build !purego

#include "textflag.h"

// BLAKE3's compression of four blocks, one in each 32-bit lane.
//
//	V0 to V15    v0 to v15 of the BLAKE3 paper
//	V16 to V19   message words of the step at hand
//	V20 to V23   for anything
//	V24          a table that rotates by 8
//	R6           memory of the message words m0 to m15 of all lanes
//	R1           the blocks; R8 to R10 are the offsets of the second to the
//	             fourth

DATA initial<>+0(SB)/4, $0x6a09e667 // v8 on: four of SHA-256's initial values
DATA initial<>+4(SB)/4, $0xbb67ae85
DATA initial<>+8(SB)/4, $0x3c6ef372
DATA initial<>+12(SB)/4, $0xa54ff53a
DATA initial<>+16(SB)/4, $0 // a counter of two words
DATA initial<>+20(SB)/4, $0
DATA initial<>+24(SB)/4, $64   // bytes
DATA initial<>+28(SB)/4, $0x1b // CHUNK_START|CHUNK_END|ROOT|KEYED_HASH
DATA initial<>+32(SB)/8, $0x0407060500030201
DATA initial<>+40(SB)/8, $0x0c0f0e0d080b0a09
GLOBL initial<>(SB), RODATA|NOPTR, $48

// HALF1 and HALF2 are the halves of the paper's function G, with a message word.
#define HALF1(m, a, b, c, d, t) \
	VADD  m.S4, a.S4, a.S4   \
	VADD  b.S4, a.S4, a.S4   \
	VEOR  a.B16, d.B16, d.B16 \
	VREV32 d.H8, d.H8        \
	VADD  d.S4, c.S4, c.S4   \
	VEOR  c.B16, b.B16, t.B16 \
	VSHL  $20, t.S4, b.S4    \
	VSRI  $12, t.S4, b.S4
#define HALF2(m, a, b, c, d, t) \
	VADD  m.S4, a.S4, a.S4   \
	VADD  b.S4, a.S4, a.S4   \
	VEOR  a.B16, d.B16, d.B16 \
	VTBL  V24.B16, [d.B16], d.B16 \
	VADD  d.S4, c.S4, c.S4   \
	VEOR  c.B16, b.B16, t.B16 \
	VSHL  $25, t.S4, b.S4    \
	VSRI  $7, t.S4, b.S4

// MESSAGE loads message words.
#define MESSAGE(m0, m1, m2, m3) \
	FMOVQ (m0*16)(R6), F16 \
	FMOVQ (m1*16)(R6), F17 \
	FMOVQ (m2*16)(R6), F18 \
	FMOVQ (m3*16)(R6), F19

#define COLUMNS(HALF) \
	HALF(V16, V0, V4, V8, V12, V20)  \
	HALF(V17, V1, V5, V9, V13, V21)  \
	HALF(V18, V2, V6, V10, V14, V22) \
	HALF(V19, V3, V7, V11, V15, V23)
#define DIAGONALS(HALF) \
	HALF(V16, V0, V5, V10, V15, V20) \
	HALF(V17, V1, V6, V11, V12, V21) \
	HALF(V18, V2, V7, V8, V13, V22)  \
	HALF(V19, V3, V4, V9, V14, V23)

#define ROUND(m0, m1, m2, m3, m4, m5, m6, m7, m8, m9, m10, m11, m12, m13, m14, m15) \
	MESSAGE(m0, m2, m4, m6)     \
	COLUMNS(HALF1)              \
	MESSAGE(m1, m3, m5, m7)     \
	COLUMNS(HALF2)              \
	MESSAGE(m8, m10, m12, m14)  \
	DIAGONALS(HALF1)            \
	MESSAGE(m9, m11, m13, m15)  \
	DIAGONALS(HALF2)

// TRANSPOSE makes of four words of each lane in A to D each word of all lanes;
// and the other way round.
#define TRANSPOSE(A, B, C, D) \
	VZIP1 C.S4, A.S4, V20.S4   \
	VZIP2 C.S4, A.S4, V21.S4   \
	VZIP1 D.S4, B.S4, V22.S4   \
	VZIP2 D.S4, B.S4, V23.S4   \
	VZIP1 V22.S4, V20.S4, A.S4 \
	VZIP2 V22.S4, V20.S4, B.S4 \
	VZIP1 V23.S4, V21.S4, C.S4 \
	VZIP2 V23.S4, V21.S4, D.S4

// OFFSET puts the offset of a block into REG: that of the last, R2, at most.
#define OFFSET(block, REG) \
	MOVD $(block*64), REG   \
	CMP  REG, R2            \
	CSEL LT, R2, REG, REG

// func hashNEON(key *[32]byte, blocks *[64]byte, n int, sums *[32]byte, words *[4]uint32)
TEXT ·hashNEON(SB), 0, $272-40
	MOVD key+0(FP), R0
	MOVD blocks+8(FP), R1
	MOVD n+16(FP), R2
	MOVD $initial<>(SB), R5
	MOVD $message-256(SP), R6
	SUB  $1, R2
	LSL  $6, R2
	OFFSET(1, R8)
	OFFSET(2, R9)
	OFFSET(3, R10)
	ADD  R1, R8
	ADD  R1, R9
	ADD  R1, R10

	VLD1 (R1), [V0.S4, V1.S4, V2.S4, V3.S4]
	VLD1 (R8), [V4.S4, V5.S4, V6.S4, V7.S4]
	VLD1 (R9), [V8.S4, V9.S4, V10.S4, V11.S4]
	VLD1 (R10), [V12.S4, V13.S4, V14.S4, V15.S4]
	TRANSPOSE(V0, V4, V8, V12)
	TRANSPOSE(V1, V5, V9, V13)
	TRANSPOSE(V2, V6, V10, V14)
	TRANSPOSE(V3, V7, V11, V15)
	FMOVQ F0, 0(R6)
	FMOVQ F4, 16(R6)
	FMOVQ F8, 32(R6)
	FMOVQ F12, 48(R6)
	FMOVQ F1, 64(R6)
	FMOVQ F5, 80(R6)
	FMOVQ F9, 96(R6)
	FMOVQ F13, 112(R6)
	FMOVQ F2, 128(R6)
	FMOVQ F6, 144(R6)
	FMOVQ F10, 160(R6)
	FMOVQ F14, 176(R6)
	FMOVQ F3, 192(R6)
	FMOVQ F7, 208(R6)
	FMOVQ F11, 224(R6)
	FMOVQ F15, 240(R6)

	VLD1R.P 4(R0), [V0.S4]
	VLD1R.P 4(R0), [V1.S4]
	VLD1R.P 4(R0), [V2.S4]
	VLD1R.P 4(R0), [V3.S4]
	VLD1R.P 4(R0), [V4.S4]
	VLD1R.P 4(R0), [V5.S4]
	VLD1R.P 4(R0), [V6.S4]
	VLD1R   (R0), [V7.S4]
	VLD1R.P 4(R5), [V8.S4]
	VLD1R.P 4(R5), [V9.S4]
	VLD1R.P 4(R5), [V10.S4]
	VLD1R.P 4(R5), [V11.S4]
	VLD1R.P 4(R5), [V12.S4]
	VLD1R.P 4(R5), [V13.S4]
	VLD1R.P 4(R5), [V14.S4]
	VLD1R.P 4(R5), [V15.S4]
	FMOVQ   (R5), F24

	ROUND(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15)
	ROUND(2, 6, 3, 10, 7, 0, 4, 13, 1, 11, 12, 5, 9, 14, 15, 8)
	ROUND(3, 4, 10, 12, 13, 2, 7, 14, 6, 5, 9, 0, 11, 15, 8, 1)
	ROUND(10, 7, 12, 9, 14, 3, 13, 15, 4, 0, 11, 2, 5, 8, 1, 6)
	ROUND(12, 13, 9, 11, 15, 10, 14, 8, 7, 2, 5, 3, 0, 1, 6, 4)
	ROUND(9, 14, 11, 5, 8, 12, 15, 1, 13, 3, 0, 10, 2, 6, 4, 7)
	ROUND(11, 15, 5, 0, 1, 9, 8, 6, 14, 10, 2, 12, 3, 4, 7, 13)

	VEOR V8.B16, V0.B16, V0.B16
	MOVD sums+24(FP), R3
	CBZ  R3, first
	VEOR V9.B16, V1.B16, V1.B16
	VEOR V10.B16, V2.B16, V2.B16
	VEOR V11.B16, V3.B16, V3.B16
	VEOR V12.B16, V4.B16, V4.B16
	VEOR V13.B16, V5.B16, V5.B16
	VEOR V14.B16, V6.B16, V6.B16
	VEOR V15.B16, V7.B16, V7.B16
	TRANSPOSE(V0, V1, V2, V3)
	TRANSPOSE(V4, V5, V6, V7)
	SUB  R1, R8 // a hash is half as long as a block
	SUB  R1, R9
	SUB  R1, R10
	ADD  R8>>1, R3, R8
	ADD  R9>>1, R3, R9
	ADD  R10>>1, R3, R10
	FMOVQ F0, (R3)
	FMOVQ F4, 16(R3)
	FMOVQ F1, (R8)
	FMOVQ F5, 16(R8)
	FMOVQ F2, (R9)
	FMOVQ F6, 16(R9)
	FMOVQ F3, (R10)
	FMOVQ F7, 16(R10)
	B    wipe

first:
	MOVD words+32(FP), R3
	VST1 [V0.S4], (R3)

wipe:
	VEOR V0.B16, V0.B16, V0.B16
	VEOR V1.B16, V1.B16, V1.B16
	VEOR V2.B16, V2.B16, V2.B16
	VEOR V3.B16, V3.B16, V3.B16
	VST1.P [V0.B16, V1.B16, V2.B16, V3.B16], 64(R6)
	VST1.P [V0.B16, V1.B16, V2.B16, V3.B16], 64(R6)
	VST1.P [V0.B16, V1.B16, V2.B16, V3.B16], 64(R6)
	VST1   [V0.B16, V1.B16, V2.B16, V3.B16], (R6)
	RET
