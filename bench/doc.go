// Package bench measures hwprint beside its rivals: how often it errs, what an
// attacker is left with, and what it costs. It is a module of its own, so that
// rivals, plotting and tools reach no importer.
package bench
