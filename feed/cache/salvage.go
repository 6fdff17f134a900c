package cache

import (
	"context"
	"fmt"
	"os"
)

// rebuild sets a broken file aside, never deletes it, and starts anew from what
// can be saved of it.
func (c *Cache) rebuild(ctx context.Context, why string) error {
	aside := fmt.Sprintf("%s.damaged-%s", c.path, c.now().UTC().Format("20060102-150405"))
	for _, part := range []string{"", "-wal", "-journal", "-shm"} {
		if _, ok := exists(c.path + part); ok {
			if err := os.Rename(c.path+part, aside+part); err != nil {
				return fmt.Errorf("set the damaged archive aside: %w", err)
			}
		}
	}
	if err := c.create(ctx); err != nil {
		return err
	}
	c.notices = append(c.notices, fmt.Sprintf("The archive was rebuilt because %s; the old file is %s.", why, aside))
	return nil
}
