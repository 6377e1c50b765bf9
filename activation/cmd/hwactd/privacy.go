package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"text/tabwriter"
	"time"
)

// kept is what a column holds, in the order of the tables.
type kept struct{ table, columns, what, long string }

// privacy says what is kept, in every column of every table. A test holds the
// tables to it.
var privacy = []kept{
	{"product", "id scope format test restored_since restored_until", "what the vendor sells", "as long as it is sold"},
	{"licence", "id ref product kind seats overage used starts ends maintained features terms state version",
		"what a customer bought; no name: the reference ties it to the vendor's own books", "until it is erased"},
	{"licence", "failed_day failed failed_month_day failed_month freed_day freed", "counts of attempts and freed seats", "until it is erased"},
	{"product_key", "digest licence revoked until", "digests of product keys under a pepper; the key is kept nowhere", "until the licence is erased"},
	{"seat", "id licence", "a machine of a licence, by random numbers", "as long as the seat"},
	{"seat", "anchor last", "hardware hashes, sealed under a key that is not in the database",
		"as long as the seat; after a release as the licence's terms say (keep), 12 months by default, 0 allowed"},
	{"seat", "since seen until drift_day moves moved_day takeovers takeover_day flags state", "when it was enrolled and granted last, and counts", "as long as the seat"},
	{"installation", "iid seat ipk", "the number and public key that an installation drew for itself", "as long as the seat; displaced, until its certificates have ended"},
	{"installation", "seen until renew_day renewals returned state", "when it was granted last, and counts of that day", "as long as the installation"},
	{"ticket", "iid id seq parent seen tip", "random numbers, to tell copies", "the last 16 of an installation, and the ends of 64 branches"},
	{"request", "digest iid nonce keep at serial ticket parent seq until renew", "digests of requests, with what was granted, for repeats", "24 hours; 30 days for files"},
	{"review", "seat since classes decision decided", "which kinds of hardware agree, and how much; no value", "until it is decided and renewed"},
	{"event", "n at product what licence seat", "what happened to which licence", "90 days, or until the licence is erased"},
	{"action", "n at operator what mark", "what operators did; the licence by a mark that leads nowhere once it is erased", "for good"},
	{"operation", "id digest licence until", "digests of the shop's calls, for repeats", "30 days, or until the licence is erased"},
	{"counter", "n", "the number of the last event", "for good"},
}

// elsewhere is what is kept outside of the tables, and what nowhere.
var elsewhere = []kept{
	{"memory", "", "product keys, until they are digested; counts of failed keys by a keyed hash of the address", "seconds; an hour or two"},
	{"log", "", "operation, outcome, the licence's mark, duration, status; for the vendor's API its caller's name", "the operator's to say"},
	{"copies", "", "all of the above", "the operator's to say: as old as the oldest copy"},
	{"nowhere", "", "addresses, host and user names, inventory values, plain hashes, product keys, language, region, user agents, raw requests", ""},
}

func setPrivacy(*flag.FlagSet) func(context.Context, streams) error {
	return func(_ context.Context, s streams) error {
		w := tabwriter.NewWriter(s.out, 0, 0, 2, ' ', 0)
		fmt.Fprintln(w, "TABLE\tWHAT IS KEPT\tHOW LONG\tCOLUMNS")
		for _, k := range append(privacy, elsewhere...) {
			fmt.Fprintf(w, "%s\t%s\t%s\t%s\n", k.table, k.what, k.long, k.columns)
		}
		return w.Flush()
	}
}

func setPurge(f *flag.FlagSet) func(context.Context, streams) error {
	d := setFolder(f)
	return func(ctx context.Context, s streams) error {
		k, err := d.keys()
		if err != nil {
			return err
		}
		store, err := d.store(ctx, k)
		if err != nil {
			return err
		}
		n, err := store.Purge(ctx, time.Now().Unix())
		if err := errors.Join(err, store.Close()); err != nil {
			return err
		}
		return s.print(map[string]int{"deleted": n})
	}
}
