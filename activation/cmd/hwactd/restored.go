package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"iter"
	"os"
	"strconv"
	"time"

	"github.com/hwprint/hwprint/activation/server"
)

func setRestored(f *flag.FlagSet) func(context.Context, streams) error {
	d := setFolder(f)
	since := f.String("since", "", "`time` of the copy, as in 2026-11-25T03:00:00Z or seconds since 1970")
	events := f.String("events", "", "`file` into which hwactd events -follow wrote until the end")
	return func(ctx context.Context, s streams) error {
		from, err := moment(*since)
		if err != nil {
			return err
		}
		var journal iter.Seq2[server.Told, error]
		if *events != "" {
			in, err := os.Open(*events)
			if err != nil {
				return err
			}
			defer func() { _ = in.Close() }()
			journal = told(in)
		}
		return d.with(ctx, func(act *server.Server) error {
			all, err := act.Restored(ctx, from, journal)
			for _, e := range all {
				if err := s.print(e); err != nil {
					return err
				}
			}
			return err
		})
	}
}

// moment reads a time.
func moment(text string) (int64, error) {
	if n, err := strconv.ParseInt(text, 10, 64); err == nil {
		return n, nil
	}
	t, err := time.Parse(time.RFC3339, text)
	if err != nil {
		return 0, errors.New("-since is no time such as 2026-11-25T03:00:00Z")
	}
	return t.Unix(), nil
}

// told yields the events of a file. A last line that was cut off is left out.
func told(r io.Reader) iter.Seq2[server.Told, error] {
	return func(yield func(server.Told, error) bool) {
		in := bufio.NewReader(r)
		for n := 1; ; n++ {
			line, err := in.ReadBytes('\n')
			if err != nil {
				if err != io.EOF {
					yield(server.Told{}, err)
				}
				return
			}
			var e server.Told
			if err := json.Unmarshal(line, &e); err != nil {
				yield(e, fmt.Errorf("events: line %d is none", n))
				return
			}
			if !yield(e, nil) {
				return
			}
		}
	}
}
