package main

import (
	"context"
	"flag"

	"github.com/hwprint/hwprint/activation"
	"github.com/hwprint/hwprint/activation/agent"
)

func setActivate(f *flag.FlagSet) func(context.Context, streams) error {
	o, k := setOptions(f), setKey(f)
	free := f.String("free", "", "`reference` of a seat that is to be freed for this machine")
	return func(ctx context.Context, s streams) error {
		return o.do(ctx, s, activation.OpActivate, func(c *agent.Client) (agent.Result, error) {
			key, err := k.read(ctx, s)
			if err != nil {
				return agent.Result{}, err
			}
			defer key.Wipe()
			return c.ActivateFreeing(ctx, key, *free)
		})
	}
}

func setRenew(f *flag.FlagSet) func(context.Context, streams) error {
	o := setOptions(f)
	return func(ctx context.Context, s streams) error {
		return o.do(ctx, s, activation.OpRenew, func(c *agent.Client) (agent.Result, error) { return c.Renew(ctx) })
	}
}

func setRelease(f *flag.FlagSet) func(context.Context, streams) error {
	o := setOptions(f)
	return func(ctx context.Context, s streams) error {
		return o.do(ctx, s, activation.OpRelease, func(c *agent.Client) (agent.Result, error) { return c.Release(ctx) })
	}
}

// do says what is sent, sends it, and prints the result.
func (o *options) do(ctx context.Context, s streams, op activation.Op, ask func(*agent.Client) (agent.Result, error)) error {
	c, err := o.client()
	if err != nil {
		return err
	}
	o.says(s, c, op)
	result, err := ask(c)
	if err != nil {
		return err
	}
	return s.printResult(&result)
}

// printResult prints a verdict and what the licence is worth.
func (s streams) printResult(r *agent.Result) error {
	v := describe(&r.Status)
	v.Outcome, v.May, v.Seats, v.Back = r.Answer.Outcome, r.Answer.May, r.Answer.Seats, when(r.Answer.Back)
	if err := s.print(v); err != nil {
		return err
	}
	if !r.Granted() {
		return errRefused
	}
	return nil
}

func setStatus(f *flag.FlagSet) func(context.Context, streams) error {
	o := setOptions(f)
	return func(ctx context.Context, s streams) error {
		c, err := o.client()
		if err != nil {
			return err
		}
		status, err := c.Status(ctx)
		if err != nil {
			return err
		}
		if err := s.print(describe(&status)); err != nil {
			return err
		}
		if !status.Allowed() {
			return errRefused
		}
		return nil
	}
}
