//go:build amd64 && !purego

#include "textflag.h"

DATA nibble<>+0(SB)/8, $0x0f0f0f0f0f0f0f0f
DATA nibble<>+8(SB)/8, $0x0f0f0f0f0f0f0f0f
GLOBL nibble<>(SB), RODATA|NOPTR, $16

// Which upper halves of a byte make a digit, a letter to O, and one from P.
DATA three<>+0(SB)/8, $0x00000000ff000000
DATA three<>+8(SB)/8, $0
GLOBL three<>(SB), RODATA|NOPTR, $16
DATA four<>+0(SB)/8, $0x00ff00ff00000000
DATA four<>+8(SB)/8, $0
GLOBL four<>(SB), RODATA|NOPTR, $16
DATA five<>+0(SB)/8, $0xff00ff0000000000
DATA five<>+8(SB)/8, $0
GLOBL five<>(SB), RODATA|NOPTR, $16

// VALUES replaces the letters in X by one more than their values, and by 0
// where they have none. It uses X8 to X11; X12 to X14 are the tables of values
// and X15 is nibble.
#define VALUES(X) \
	MOVO   X, X8             \
	PSRLW  $4, X8            \
	PAND   X15, X8           \ // upper halves
	PAND   X15, X            \ // lower halves
	MOVO   X12, X9           \
	PSHUFB X, X9             \
	MOVOU  three<>(SB), X11  \
	PSHUFB X8, X11           \
	PAND   X11, X9           \
	MOVO   X13, X10          \
	PSHUFB X, X10            \
	MOVOU  four<>(SB), X11   \
	PSHUFB X8, X11           \
	PAND   X11, X10          \
	POR    X10, X9           \
	MOVO   X14, X10          \
	PSHUFB X, X10            \
	MOVOU  five<>(SB), X11   \
	PSHUFB X8, X11           \
	PAND   X11, X10          \
	POR    X10, X9           \
	MOVO   X9, X

// JOIN makes two numbers of the sixteen digits in X: of pairs, of pairs of
// pairs, of both. It uses X8.
#define JOIN(X) \
	MOVOU     144(BX), X8 \
	PMADDUBSW X8, X       \
	MOVOU     160(BX), X8 \
	PMADDWL   X8, X       \
	MOVO      X, X8       \
	PSRLQ     $32, X8     \
	MOVOU     176(BX), X9 \
	PMULULQ   X9, X       \
	PADDQ     X8, X

// DECODE decodes the CX bytes at SI by the vector at BX. It leaves four numbers
// of eight digits in the halves of X0 and X1, and in AX which letters have no
// value. It uses all X registers.
#define DECODE \
	LEAQ   -16(SI)(CX*1), DI \
	MOVOU  (SI), X0          \ // every letter into its lane
	MOVOU  (DI), X2          \
	MOVO   X0, X1            \
	MOVO   X2, X3            \
	MOVOU  0(BX), X4         \
	PSHUFB X4, X0            \
	MOVOU  32(BX), X4        \
	PSHUFB X4, X2            \
	POR    X2, X0            \
	MOVOU  64(BX), X4        \
	POR    X4, X0            \
	MOVOU  16(BX), X4        \
	PSHUFB X4, X1            \
	MOVOU  48(BX), X4        \
	PSHUFB X4, X3            \
	POR    X3, X1            \
	MOVOU  80(BX), X4        \
	POR    X4, X1            \
	MOVOU  nibble<>(SB), X15 \
	MOVOU  96(BX), X12       \
	MOVOU  112(BX), X13      \
	MOVOU  128(BX), X14      \
	VALUES(X0)               \
	VALUES(X1)               \
	PXOR   X2, X2            \ // which have none?
	MOVO   X0, X3            \
	PCMPEQB X2, X3           \
	PCMPEQB X1, X2           \
	POR    X3, X2            \
	PMOVMSKB X2, AX          \
	PCMPEQB X4, X4           \ // one less; only digits of a bad key can be below 0
	PADDB  X4, X0            \
	PADDB  X4, X1            \
	JOIN(X0)                 \
	JOIN(X1)

// func decodeString(text string, v *vector) (a, b, c, d, bad uint64)
TEXT ·decodeString(SB), NOSPLIT, $0-64
	MOVQ text_base+0(FP), SI
	MOVQ text_len+8(FP), CX
	MOVQ v+16(FP), BX
	DECODE
	MOVQ AX, bad+56(FP)
	MOVQ X0, a+24(FP)
	PSRLDQ $8, X0
	MOVQ X0, b+32(FP)
	MOVQ X1, c+40(FP)
	PSRLDQ $8, X1
	MOVQ X1, d+48(FP)
	RET

// func decodeBytes(text []byte, v *vector) (a, b, c, d, bad uint64)
TEXT ·decodeBytes(SB), NOSPLIT, $0-72
	MOVQ text_base+0(FP), SI
	MOVQ text_len+8(FP), CX
	MOVQ v+24(FP), BX
	DECODE
	MOVQ AX, bad+64(FP)
	MOVQ X0, a+32(FP)
	PSRLDQ $8, X0
	MOVQ X0, b+40(FP)
	MOVQ X1, c+48(FP)
	PSRLDQ $8, X1
	MOVQ X1, d+56(FP)
	RET
