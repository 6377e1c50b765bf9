package activation

// finish ends a check: state, end, reasons, and what would help.
func (c *check) finish(s State, until int64) Status {
	c.status.State, c.status.Until = s, until
	c.status.Reasons = c.reasons()
	c.status.Help = c.help()
	return c.status
}

// reasons are in the order of the constants.
func (c *check) reasons() (all []Reason) {
	add := func(r Reason, is bool) {
		if is {
			all = append(all, r)
		}
	}
	if s := c.status.State; s != StateNone && s != StateInvalid {
		changed := c.status.Memory.Changed != 0 && s != StateElsewhere
		contradicted := c.contradicted()
		mending := changed || c.bad
		renewed := c.cert.Renew != 0
		add(ReasonRenew, renewed && (c.now >= c.cert.Renew || mending || s == StateValid && c.moved() && c.now >= c.cert.Issued+day))
		add(ReasonGrace, c.cert.End != 0 && c.now >= c.cert.End)
		add(ReasonChanged, changed && contradicted)
		add(ReasonEvidence, changed && !contradicted)
		add(ReasonLate, changed && c.Late)
		add(ReasonBadKey, c.bad)
		add(ReasonElsewhere, s == StateElsewhere)
		add(ReasonAirGapped, !renewed)
	}
	add(ReasonClock, c.Now < max(c.Memory.Clock.Floor(), c.cert.Issued)-clockSlack)
	add(ReasonUnsaved, c.Unsaved)
	return all
}

// moved reports whether the hash is not the one that the server saw last. It
// hears of it within a day, so that a second change finds the first one known.
func (c *check) moved() bool {
	seen := c.cert.Last
	if seen.IsZero() {
		seen = c.cert.Anchor
	}
	return !c.Hash.IsZero() && !seen.IsZero() && c.Hash != seen
}

// help is what would make the status better, the most helpful first.
func (c *check) help() (all []Help) {
	add := func(h Help, is bool) {
		if is {
			all = append(all, h)
		}
	}
	s := &c.status
	server := HelpRenew
	if c.cert.Renew == 0 {
		server = HelpVendor
	}
	add(HelpActivate, s.State == StateNone || s.State == StateInvalid || s.State == StateElsewhere)
	add(HelpMaintain, s.State == StateNotMaintained)
	add(HelpVendor, s.State == StateRevoked)
	add(HelpRetry, s.Has(ReasonLate))
	add(HelpAccess, s.Has(ReasonEvidence) || s.Has(ReasonChanged) && len(s.Missing()) > 0)
	add(HelpClock, s.Has(ReasonClock))
	add(server, oneOf(s.State, StateNotMaintained, StateEnded, StateUnconfirmed, StateGrace) || s.State == StateValid && s.Has(ReasonRenew))
	add(HelpSave, s.Has(ReasonUnsaved))
	return all
}
