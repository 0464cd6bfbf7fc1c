package panel

import (
	"context"
	"time"
)

// Sleep waits, and lets others have the page's thread. It returns false if ctx ends before, or has ended.
func Sleep(ctx context.Context, d time.Duration) bool {
	select {
	case <-time.After(d):
	case <-ctx.Done():
	}
	return ctx.Err() == nil
}
