//! TUN devices: network interfaces whose packets a program reads and writes.
//!
//! In: a name. Out: the device as a file. Must not: configure addresses (`ip` does).

use std::fs::{File, OpenOptions};
use std::io;
use std::os::fd::AsRawFd as _;

/// `TUNSETIFF` of linux/if_tun.h: `_IOW('T', 202, int)`.
const TUNSETIFF: libc::c_ulong = 0x4004_54ca;

/// A device of this name, one IP packet a read and a write, which goes when the file is closed.
pub fn open(name: &str) -> io::Result<File> {
    let file = OpenOptions::new().read(true).write(true).open("/dev/net/tun")?;
    // SAFETY: `ifreq` is plain data, for which all zeros are a value.
    let mut request: libc::ifreq = unsafe { std::mem::zeroed() };
    for (at, byte) in name.bytes().enumerate() {
        request.ifr_name[at] = byte as libc::c_char;
    }
    request.ifr_ifru.ifru_flags = (libc::IFF_TUN | libc::IFF_NO_PI) as i16;
    // SAFETY: the descriptor is open, and the kernel reads and writes one `ifreq`, which outlives the call.
    match unsafe { libc::ioctl(file.as_raw_fd(), TUNSETIFF, &mut request) } {
        0.. => Ok(file),
        _ => Err(io::Error::last_os_error()),
    }
}

/// Threads of this process wake within a microsecond of their time, not within the 50 the kernel allows itself.
pub fn wake_on_time() {
    // SAFETY: changes a number of this thread, and of those it starts.
    unsafe { libc::prctl(libc::PR_SET_TIMERSLACK, 1000) };
}
