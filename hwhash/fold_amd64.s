//go:build !purego

#include "textflag.h"

#define ALL(name, value) \
	DATA name<>+0(SB)/8, $value \
	DATA name<>+8(SB)/8, $value \
	GLOBL name<>(SB), RODATA|NOPTR, $16

ALL(blank, 0x2020202020202020)      // also the bit of lower case
ALL(delete, 0x7f7f7f7f7f7f7f7f)
ALL(beforeA, 0x6060606060606060)    // lower case
ALL(behindZ, 0x7b7b7b7b7b7b7b7b)
ALL(before0, 0x2f2f2f2f2f2f2f2f)
ALL(behind9, 0x3a3a3a3a3a3a3a3a)

// func foldAll(text *shortText, n int) (letters, digits, odd uint64)
//
// Sixteen characters at a time, in SSE2, which every amd64 has. Comparisons are of
// signed bytes, so that what is beyond ASCII is less than a blank.
TEXT ·foldAll(SB), NOSPLIT, $0-40
	MOVQ  text+0(FP), SI
	MOVQ  n+8(FP), DX
	MOVOU blank<>(SB), X8
	MOVOU delete<>(SB), X9
	MOVOU beforeA<>(SB), X10
	MOVOU before0<>(SB), X11
	XORL  CX, CX              // where the sixteen stand
	XORL  R8, R8              // letters
	XORL  R9, R9              // digits
	XORL  R10, R10            // odd

next:
	CMPQ     CX, DX
	JGE      done
	MOVOU    (SI)(CX*1), X0
	MOVO     X8, X1
	PCMPGTB  X0, X1              // less than a blank
	MOVO     X0, X2
	PCMPEQB  X9, X2
	POR      X2, X1
	PMOVMSKB X1, AX
	SHLQ     CX, AX
	ORQ      AX, R10
	MOVO     X0, X3
	PCMPGTB  X11, X3
	MOVOU    behind9<>(SB), X4
	PCMPGTB  X0, X4
	PAND     X4, X3
	PMOVMSKB X3, AX
	SHLQ     CX, AX
	ORQ      AX, R9
	MOVO     X0, X5
	POR      X8, X5              // in lower case
	MOVOU    behindZ<>(SB), X6
	PCMPGTB  X5, X6
	PCMPGTB  X10, X5
	PAND     X6, X5
	PMOVMSKB X5, AX
	SHLQ     CX, AX
	ORQ      AX, R8
	PAND     X8, X5
	PANDN    X0, X5              // without that bit where it is a letter
	MOVOU    X5, (SI)(CX*1)
	ADDQ     $16, CX
	JMP      next

done:
	MOVQ R8, letters+16(FP)
	MOVQ R9, digits+24(FP)
	MOVQ R10, odd+32(FP)
	RET
