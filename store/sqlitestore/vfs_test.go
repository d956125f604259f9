// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package sqlitestore_test

import (
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
	"unsafe"

	"modernc.org/libc"
	sqlite3 "modernc.org/sqlite/lib"
)

// disk is a file system for SQLite that stands on the real one and knows what
// of its files has been synced: all that is left when the power is lost. It
// counts the syncs, and can fail.
type disk struct {
	name string // of the VFS

	mu    sync.Mutex
	files map[string]*diskFile // by path; not the shared memory, which is no file after a crash

	logSyncs  atomic.Int64 // of write-ahead logs
	failSync  atomic.Int32 // the result of syncing a log, unless 0
	failWrite atomic.Int32 // the result of writing a log, unless 0

	// How long syncing a log takes, unless 0: then it is for benchmarks, and does
	// not know what is synced. It is set before anything is opened.
	wait time.Duration
}

// diskFile is what the disk knows of a file.
type diskFile struct {
	log     bool
	synced  []byte
	pending []change // since the last sync
}

// change is one write, or a truncation (bytes nil).
type change struct {
	bytes []byte
	at    int64
}

func (f *diskFile) apply(content []byte, c change) []byte {
	if c.bytes == nil {
		return append(content[:min(c.at, int64(len(content)))], make([]byte, max(0, c.at-int64(len(content))))...)
	}
	if end := c.at + int64(len(c.bytes)); end > int64(len(content)) {
		content = append(content, make([]byte, end-int64(len(content)))...)
	}
	copy(content[c.at:], c.bytes)
	return content
}

// lose writes to a folder what is left after the power is lost, and returns the
// path of the database there. kept says which of the writes since the last sync
// reached the disk nevertheless.
func (d *disk) lose(t testing.TB, path string, kept func() bool) string {
	t.Helper()
	d.mu.Lock()
	defer d.mu.Unlock()
	folder := t.TempDir()
	for name, f := range d.files {
		if !strings.HasPrefix(name, path) {
			continue
		}
		content := append([]byte(nil), f.synced...)
		for _, c := range f.pending {
			if kept() {
				content = f.apply(content, c)
			}
		}
		if err := os.WriteFile(filepath.Join(folder, filepath.Base(name)), content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return filepath.Join(folder, filepath.Base(path))
}

// What of the unsynced writes may be kept.
func none() bool { return false }
func all() bool  { return true }

func some(seed uint64) func() bool {
	rnd := rand.New(rand.NewPCG(seed, seed))
	return func() bool { return rnd.IntN(2) == 0 }
}

// disks finds the disk of a VFS, opened the file and disk of an open file; C
// functions have no other way to know.
var (
	disks  sync.Map // *sqlite3.Tsqlite3_vfs as uintptr -> *disk
	opened sync.Map // *sqlite3.Tsqlite3_file as uintptr -> *openFile
)

type openFile struct {
	disk     *disk
	file     *diskFile
	original *sqlite3.Tsqlite3_io_methods
}

// newDisk registers a disk for the test.
func newDisk(t testing.TB) *disk {
	t.Helper()
	tls := libc.NewTLS()
	d := &disk{name: strings.ReplaceAll(t.Name(), "/", "-"), files: make(map[string]*diskFile)}
	name, err := libc.CString(d.name)
	if err != nil {
		t.Fatal(err)
	}
	original := sqlite3.Xsqlite3_vfs_find(tls, 0)
	vfs := libc.Xmalloc(tls, libc.Tsize_t(unsafe.Sizeof(sqlite3.Tsqlite3_vfs{})))
	v := deref[sqlite3.Tsqlite3_vfs](vfs)
	*v = *deref[sqlite3.Tsqlite3_vfs](original)
	v.FzName, v.FpNext, v.FpAppData = name, 0, original
	v.FxOpen, v.FxDelete = pointer(diskOpen), pointer(diskDelete)
	disks.Store(vfs, d)
	if rc := sqlite3.Xsqlite3_vfs_register(tls, vfs, 0); rc != sqlite3.SQLITE_OK {
		t.Fatalf("registering a VFS: %d", rc)
	}
	t.Cleanup(func() {
		sqlite3.Xsqlite3_vfs_unregister(tls, vfs)
		disks.Delete(vfs)
		libc.Xfree(tls, vfs)
		libc.Xfree(tls, name)
		tls.Close()
	})
	return d
}

// pointer returns a function that is declared as C sees it.
func pointer[T any](fn T) uintptr { return *(*uintptr)(unsafe.Pointer(&struct{ fn T }{fn})) }

// function is the reverse of pointer.
func function[T any](p uintptr) T { return *(*T)(unsafe.Pointer(&struct{ p uintptr }{p})) }

// deref returns what is at an address of C.
func deref[T any](p uintptr) *T { return *(**T)(unsafe.Pointer(&p)) }

type (
	openFunc   = func(*libc.TLS, uintptr, uintptr, uintptr, int32, uintptr) int32
	deleteFunc = func(*libc.TLS, uintptr, uintptr, int32) int32
	writeFunc  = func(*libc.TLS, uintptr, uintptr, int32, int64) int32
	sizeFunc   = func(*libc.TLS, uintptr, int64) int32
	syncFunc   = func(*libc.TLS, uintptr, int32) int32
	closeFunc  = func(*libc.TLS, uintptr) int32
)

func diskOpen(tls *libc.TLS, vfs, zName, file uintptr, flags int32, pOutFlags uintptr) int32 {
	v := deref[sqlite3.Tsqlite3_vfs](vfs)
	original := deref[sqlite3.Tsqlite3_vfs](v.FpAppData)
	rc := function[openFunc](original.FxOpen)(tls, v.FpAppData, zName, file, flags, pOutFlags)
	if rc != sqlite3.SQLITE_OK || zName == 0 {
		return rc
	}
	x, _ := disks.Load(vfs)
	d := x.(*disk)
	path := libc.GoString(zName)
	d.mu.Lock()
	defer d.mu.Unlock()
	f := d.files[path]
	if f == nil {
		f = &diskFile{log: flags&sqlite3.SQLITE_OPEN_WAL != 0}
		f.synced, _ = os.ReadFile(path) // what was there before
		d.files[path] = f
	}
	p := deref[sqlite3.Tsqlite3_file](file)
	o := &openFile{disk: d, file: f, original: deref[sqlite3.Tsqlite3_io_methods](p.FpMethods)}
	methods := libc.Xmalloc(tls, libc.Tsize_t(unsafe.Sizeof(sqlite3.Tsqlite3_io_methods{})))
	m := deref[sqlite3.Tsqlite3_io_methods](methods)
	*m = *o.original
	m.FxWrite, m.FxTruncate, m.FxSync, m.FxClose = pointer(diskWrite), pointer(diskTruncate), pointer(diskSync), pointer(diskClose)
	p.FpMethods = methods
	opened.Store(file, o)
	return rc
}

func opening(file uintptr) *openFile {
	x, _ := opened.Load(file)
	return x.(*openFile)
}

func diskDelete(tls *libc.TLS, vfs, zName uintptr, syncDir int32) int32 {
	v := deref[sqlite3.Tsqlite3_vfs](vfs)
	x, _ := disks.Load(vfs)
	d := x.(*disk)
	d.mu.Lock()
	defer d.mu.Unlock()
	delete(d.files, libc.GoString(zName))
	return function[deleteFunc](deref[sqlite3.Tsqlite3_vfs](v.FpAppData).FxDelete)(tls, v.FpAppData, zName, syncDir)
}

func diskWrite(tls *libc.TLS, file, from uintptr, n int32, at int64) int32 {
	o := opening(file)
	if rc := o.disk.failWrite.Load(); rc != 0 && o.file.log {
		return rc
	}
	rc := function[writeFunc](o.original.FxWrite)(tls, file, from, n, at)
	if rc == sqlite3.SQLITE_OK && o.disk.wait == 0 {
		o.disk.mu.Lock()
		defer o.disk.mu.Unlock()
		bytes := append([]byte{}, unsafe.Slice(deref[byte](from), n)...)
		o.file.pending = append(o.file.pending, change{bytes, at})
	}
	return rc
}

func diskTruncate(tls *libc.TLS, file uintptr, size int64) int32 {
	o := opening(file)
	rc := function[sizeFunc](o.original.FxTruncate)(tls, file, size)
	if rc == sqlite3.SQLITE_OK && o.disk.wait == 0 {
		o.disk.mu.Lock()
		defer o.disk.mu.Unlock()
		o.file.pending = append(o.file.pending, change{nil, size})
	}
	return rc
}

func diskSync(tls *libc.TLS, file uintptr, flags int32) int32 {
	o := opening(file)
	if rc := o.disk.failSync.Load(); rc != 0 && o.file.log {
		return rc
	}
	if o.disk.wait > 0 {
		if o.file.log {
			time.Sleep(o.disk.wait)
		}
		return sqlite3.SQLITE_OK
	}
	rc := function[syncFunc](o.original.FxSync)(tls, file, flags)
	if rc != sqlite3.SQLITE_OK {
		return rc
	}
	o.disk.mu.Lock()
	defer o.disk.mu.Unlock()
	for _, c := range o.file.pending {
		o.file.synced = o.file.apply(o.file.synced, c)
	}
	o.file.pending = nil
	if o.file.log {
		o.disk.logSyncs.Add(1)
	}
	return rc
}

func diskClose(tls *libc.TLS, file uintptr) int32 {
	o := opening(file)
	opened.Delete(file)
	methods := deref[sqlite3.Tsqlite3_file](file).FpMethods
	rc := function[closeFunc](o.original.FxClose)(tls, file)
	libc.Xfree(tls, methods)
	return rc
}
