package sqlstore

import "github.com/hwprint/hwprint/activation/server"

var products = table[server.Product]{
	name: "product", key: 1,
	columns: "id scope format test restored_since restored_until",
	fields: func(_ *codec, p *server.Product) []any {
		return []any{blob{p.ID[:]}, &p.Scope, &p.Format, &p.Test, &p.RestoredSince, &p.RestoredUntil}
	},
}

var licences = table[server.Licence]{
	name: "licence", key: 1,
	columns: "id ref product kind seats overage used starts ends maintained features terms state version" +
		" failed_day failed failed_month_day failed_month freed_day freed",
	fields: func(_ *codec, l *server.Licence) []any {
		return []any{
			blob{l.ID[:]}, &l.Ref, blob{l.Product[:]}, &l.Kind, &l.Seats, &l.Overage, &l.Used,
			&l.Starts, &l.Ends, &l.Maintained, &l.Features, document{&l.Terms}, &l.State, &l.Version,
			&l.FailedDay, &l.Failed, &l.FailedMonthDay, &l.FailedMonth, &l.FreedDay, &l.Freed,
		}
	},
}

var keys = table[server.Key]{
	name: "product_key", key: 1,
	columns: "digest licence revoked until",
	fields: func(_ *codec, k *server.Key) []any {
		return []any{&k.Digest, blob{k.Licence[:]}, &k.Revoked, &k.Until}
	},
}

var seats = table[server.Seat]{
	name: "seat", key: 1,
	columns: "id licence anchor last since seen until drift_day moves moved_day takeovers takeover_day flags state",
	fields: func(c *codec, s *server.Seat) []any {
		return []any{
			blob{s.ID[:]}, blob{s.Licence[:]},
			sealed{c.sealer, &s.Anchor, s, "anchor"}, sealed{c.sealer, &s.Last, s, "last"},
			&s.Since, &s.Seen, &s.Until, &s.DriftDay, &s.Moves, &s.MovedDay,
			&s.Takeovers, &s.TakeoverDay, &s.Flags, &s.State,
		}
	},
}

var installations = table[server.Installation]{
	name: "installation", key: 1,
	columns: "iid seat ipk seen until renew_day renewals returned state",
	fields: func(_ *codec, in *server.Installation) []any {
		return []any{
			blob{in.IID[:]}, blob{in.Seat[:]}, blob{in.IPK[:]},
			&in.Seen, &in.Until, &in.RenewDay, &in.Renewals, &in.Returned, &in.State,
		}
	},
}

var tickets = table[server.Presented]{
	name: "ticket", key: 2,
	columns: "iid id seq parent seen tip",
	fields: func(_ *codec, t *server.Presented) []any {
		return []any{blob{t.IID[:]}, blob{t.ID[:]}, &t.Seq, blob{t.Parent[:]}, &t.Seen, &t.Tip}
	},
}

var grants = table[server.Grant]{
	name: "request", key: 1,
	columns: "digest iid nonce keep at serial ticket parent seq until renew",
	fields: func(_ *codec, g *server.Grant) []any {
		return []any{
			blob{g.Digest[:]}, blob{g.IID[:]}, blob{g.Nonce[:]}, &g.Keep, &g.At, blob{g.Serial[:]},
			blob{g.Ticket.ID[:]}, blob{g.Ticket.Parent[:]}, &g.Ticket.Seq, &g.Until, &g.Renew,
		}
	},
}

var events = table[server.Event]{
	name: "event", key: 1,
	columns: "n at product what licence seat",
	fields: func(_ *codec, e *server.Event) []any {
		return []any{&e.N, &e.At, blob{e.Product[:]}, &e.What, &e.Licence, &e.Seat}
	},
}

var actions = table[server.Action]{
	name: "action", key: 1,
	columns: "n at operator what mark",
	fields: func(_ *codec, a *server.Action) []any {
		return []any{&a.N, &a.At, &a.Operator, &a.What, &a.Mark}
	},
}

var operations = table[server.Operation]{
	name: "operation", key: 1,
	columns: "id digest licence until",
	fields: func(_ *codec, o *server.Operation) []any {
		return []any{blob{o.ID[:]}, blob{o.Digest[:]}, blob{o.Licence[:]}, &o.Until}
	},
}

var reviews = table[server.Review]{
	name: "review", key: 1,
	columns: "seat since classes decision decided",
	fields: func(_ *codec, r *server.Review) []any {
		return []any{blob{r.Seat[:]}, &r.Since, &r.Classes, &r.Decision, &r.Decided}
	},
}
