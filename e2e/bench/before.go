package main

import (
	"bytes"
	"context"
	"fmt"
	"math"
	"os/exec"
	"path/filepath"

	"mobilenet/e2e/bench/models"
	"mobilenet/e2e/site"
)

// serveEarlier builds the site of an earlier commit in a checkout of its own, below work, and serves it.
func serveEarlier(ctx context.Context, p plan, work string, store *models.Store) (*site.Host, error) {
	root, dir := filepath.Join(work, "before"), filepath.Join(work, "site-before")
	clone := exec.CommandContext(ctx, "git", "clone", "--quiet", "--no-checkout", ".", root)
	checkout := exec.CommandContext(ctx, "git", "-C", root, "checkout", "--quiet", p.before)
	for _, command := range []*exec.Cmd{clone, checkout} {
		if output, err := command.CombinedOutput(); err != nil {
			return nil, fmt.Errorf("commit %s: %w: %s", p.before, err, bytes.TrimSpace(output))
		}
	}
	if err := site.Build(ctx, root, dir, filepath.Join(root, "weights")); err != nil {
		return nil, err
	}
	if err := p.writeModels(filepath.Join(dir, "models"), store); err != nil {
		return nil, err
	}
	return site.Serve(ctx, root, root, dir)
}

// notSlower checks that no runtime of this project's is slower than it was, at any point.
func (s *session) notSlower() check {
	c := check{what: fmt.Sprintf("nothing takes more than %.2f of what it took at %s", maxOfBefore, s.Before)}
	compared, worst, where := 0, math.Inf(-1), ""
	for _, p := range s.Points {
		for _, g := range groups {
			for _, name := range []string{relaxed, plain, scalar} {
				ratio := p.ratio(name, name+earlier, g)
				if math.IsNaN(ratio) {
					continue
				}
				compared++
				if ratio > worst {
					worst, where = ratio, fmt.Sprintf("%s, %s, at %v", name, g, p.networkPoint)
				}
			}
		}
	}
	if compared == 0 {
		c.absent, c.why = true, "none of it was measured"
		return c
	}
	c.passed, c.why = worst <= maxOfBefore, fmt.Sprintf("%d times compared, at worst %.3f: %s", compared, worst, where)
	return c
}
