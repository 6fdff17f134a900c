//go:build !linux || !amd64

package hostile

import "errors"

// filteredChild and beFiltered belong to failing_linux_test.go.
const filteredChild = "STANDFIRST_TEST_FILTERED"

func beFiltered() error { return errors.New("system calls can be stopped on linux/amd64 only") }
