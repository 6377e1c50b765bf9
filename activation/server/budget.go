package server

import "github.com/hwprint/hwprint/activation"

// Budgets of attempts.
const (
	renewalsADay   = 24
	renewalsALease = 4 // of a floating licence, if that is more
	failuresADay   = 20
	failuresAMonth = 100
	month          = 30 * day
)

// overdrawn reports whether the installation renewed too often today, and
// counts this renewal.
func (e *engine) overdrawn() bool {
	own := &e.rows.Own
	if own.IID == (activation.IID{}) {
		return false
	}
	if today := e.now - e.now%day; own.RenewDay != today {
		own.RenewDay, own.Renewals = today, 0
	}
	budget := int64(renewalsADay)
	if e.rows.Licence.Kind == activation.Floating {
		budget = max(budget, renewalsALease*day/e.terms.Lease)
	}
	if own.Renewals >= budget {
		return true
	}
	own.Renewals++
	e.renewed = true
	e.counted.RenewDay, e.counted.Renewals = own.RenewDay, own.Renewals
	return false
}

// failedTooOften returns when a licence that had too many failed activations
// is open to unknown machines again, 0 if it is.
func (e *engine) failedTooOften() (later int64) {
	l := &e.rows.Licence
	if l.Failed >= failuresADay && e.now < l.FailedDay+day {
		later = l.FailedDay + day
	}
	if l.FailedMonth >= failuresAMonth && e.now < l.FailedMonthDay+month {
		later = max(later, l.FailedMonthDay+month)
	}
	return later
}

// fail counts a failed activation, as far as the budgets go.
func (l *Licence) fail(now int64) {
	if now >= l.FailedDay+day {
		l.FailedDay, l.Failed = now, 0
	}
	if now >= l.FailedMonthDay+month {
		l.FailedMonthDay, l.FailedMonth = now, 0
	}
	l.Failed = min(l.Failed+1, failuresADay)
	l.FailedMonth = min(l.FailedMonth+1, failuresAMonth)
}
