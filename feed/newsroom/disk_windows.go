package newsroom

import "golang.org/x/sys/windows"

// freeSpace is what the user may still write below a folder, in bytes.
func freeSpace(dir string) (free int64, known bool) {
	path, err := windows.UTF16PtrFromString(dir)
	if err != nil {
		return 0, false
	}
	var left uint64
	if windows.GetDiskFreeSpaceEx(path, &left, nil, nil) != nil {
		return 0, false
	}
	return int64(left), true
}
