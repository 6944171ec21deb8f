"""A volume as most Macs have it: it keeps names as they are written, and takes those for one that differ
in case or in how an accent is spelled. It lays itself over a folder, as `mac_volume.py FOLDER MOUNT`."""

import errno
import os
import sys
import unicodedata

from fusepy import FUSE, FuseOSError, Operations


def key(name):
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())


class MacVolume(Operations):
    def __init__(self, folder):
        self.folder = folder

    def real(self, path):
        """Where a path leads, in the spelling that stands in the folder; what is not there is as asked."""
        at = self.folder
        for name in path.split("/")[1:]:
            if name:
                at = os.path.join(at, self.spelled(at, name))
        return at

    def spelled(self, folder, name):
        if not os.path.lexists(os.path.join(folder, name)):
            try:
                for other in os.listdir(folder):
                    if key(other) == key(name):
                        return other
            except OSError:
                pass
        return name

    def asked(self, path):
        """The same, but the last name is as asked: for what gets a new name."""
        folder, name = os.path.split(path)
        return os.path.join(self.real(folder), name)

    def getattr(self, path, handle=None):
        info = os.lstat(self.real(path))
        names = ("atime", "ctime", "mtime", "gid", "uid", "mode", "nlink", "size", "ino", "blocks")
        return {f"st_{name}": getattr(info, f"st_{name}") for name in names}

    def access(self, path, mode):
        if not os.access(self.real(path), mode):
            raise FuseOSError(errno.EACCES)

    def statfs(self, path):
        info = os.statvfs(self.real(path))
        names = ("bavail", "bfree", "blocks", "bsize", "favail", "ffree", "files", "frsize", "namemax")
        return {f"f_{name}": getattr(info, f"f_{name}") for name in names}

    def readdir(self, path, handle):
        return [".", "..", *os.listdir(self.real(path))]

    def readlink(self, path):
        return os.readlink(self.real(path))

    def mkdir(self, path, mode):
        os.mkdir(self.real(path), mode)

    def rmdir(self, path):
        os.rmdir(self.real(path))

    def unlink(self, path):
        os.unlink(self.real(path))

    def symlink(self, path, target):
        os.symlink(target, self.real(path))

    def link(self, path, target):
        os.link(self.real(target), self.real(path), follow_symlinks=False)

    def rename(self, old, new):
        source, taken, target = self.real(old), self.real(new), self.asked(new)
        # Another spelling of the same name, or a file that gives way together with its name.
        os.rename(source, taken)
        if taken != target:
            os.rename(taken, target)

    def chmod(self, path, mode):
        os.chmod(self.real(path), mode)

    def chown(self, path, uid, gid):
        os.lchown(self.real(path), uid, gid)

    def utimens(self, path, times=None):
        os.utime(self.real(path), times, follow_symlinks=False)

    def truncate(self, path, length, handle=None):
        os.truncate(self.real(path), length)

    def open(self, path, flags):
        return os.open(self.real(path), flags & ~os.O_CREAT & ~os.O_EXCL)

    def create(self, path, mode, info=None):
        return os.open(self.real(path), os.O_RDWR | os.O_CREAT, mode)

    def read(self, path, size, offset, handle):
        return os.pread(handle, size, offset)

    def write(self, path, data, offset, handle):
        return os.pwrite(handle, data, offset)

    def fsync(self, path, datasync, handle):
        os.fsync(handle)

    def release(self, path, handle):
        os.close(handle)


# Nothing is remembered by the kernel, which would take two spellings for two files.
FUSE(
    MacVolume(sys.argv[1]),
    sys.argv[2],
    nothreads=True,
    use_ino=True,
    direct_io=True,
    attr_timeout=0,
    entry_timeout=0,
    fsname="mac_volume",
)
