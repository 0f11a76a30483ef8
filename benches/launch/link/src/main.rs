//! A network link in user space: two TUN devices, and between them the delay, the rate and the queue of a slow network (Linux, root).
//!
//! In: `minnow-bench-link CLIENT_NAMESPACE`, run inside the server's network namespace; then on standard input one line a change,
//! `RTT_MS DOWN_KBIT UP_KBIT` (rate 0: no limit), or any other line as a question. Out: `ready`, then for each line
//! `DOWN_BYTES DOWN_DROPS UP_BYTES UP_DROPS` since the last. Must not: touch what the packets say; both ends are the kernel's own TCP.

mod tun;

use std::collections::VecDeque;
use std::fs::File;
use std::io::{BufRead as _, Read as _, Write as _};
use std::process::Command;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::sync::{Arc, Condvar, Mutex};
use std::time::{Duration, Instant};

/// Addresses of a link of two: the server's and the client's.
const SERVER: &str = "10.77.0.1/30";
const CLIENT: &str = "10.77.0.2/30";
/// What waits longer than this many bytes take is dropped, as the queue of a base station does.
const QUEUE_BYTES_MAX: u64 = 256 * 1024;

/// One way through the link.
#[derive(Default)]
struct Way {
    delay_us: AtomicU64,
    /// 0: no limit.
    rate_kbit: AtomicU64,
    bytes: AtomicU64,
    drops: AtomicU64,
    waiting: Mutex<Waiting>,
    arrived: Condvar,
}

#[derive(Default)]
struct Waiting {
    /// Packets with the time they come out.
    packets: VecDeque<(Instant, Vec<u8>)>,
    /// When the last one has been sent in full.
    free_at: Option<Instant>,
}

impl Way {
    fn start(self: &Arc<Self>, from: &Arc<File>, to: &Arc<File>) {
        let (way, from) = (self.clone(), from.clone());
        std::thread::spawn(move || way.take_in(&from));
        let (way, to) = (self.clone(), to.clone());
        std::thread::spawn(move || way.give_out(&to));
    }

    fn take_in(&self, mut from: &File) {
        let mut buffer = vec![0_u8; 65_536];
        loop {
            let size = match from.read(&mut buffer) {
                Ok(size) if size > 0 => size,
                _ => continue,
            };
            // IPv4 only: the kernel also announces itself by IPv6.
            if buffer[0] >> 4 == 4 {
                self.enqueue(&buffer[..size]);
            }
        }
    }

    fn enqueue(&self, packet: &[u8]) {
        let now = Instant::now();
        let rate_kbit = self.rate_kbit.load(Relaxed);
        let mut waiting = self.waiting.lock().expect("a thread of the link died");
        let start = waiting.free_at.map_or(now, |free| free.max(now));
        let backlog_us = (start - now).as_micros() as u64;
        if rate_kbit > 0 && backlog_us * rate_kbit / 8000 > QUEUE_BYTES_MAX {
            self.drops.fetch_add(1, Relaxed);
            return;
        }
        let sending_us = (packet.len() as u64 * 8000).checked_div(rate_kbit).unwrap_or(0);
        let sent = start + Duration::from_micros(sending_us);
        waiting.free_at = Some(sent);
        self.bytes.fetch_add(packet.len() as u64, Relaxed);
        waiting.packets.push_back((sent + Duration::from_micros(self.delay_us.load(Relaxed)), packet.to_vec()));
        self.arrived.notify_one();
    }

    fn give_out(&self, mut to: &File) {
        loop {
            let packet = self.next_packet();
            // A device that is going down refuses: the packet is lost, as on a wire.
            let _ = to.write(&packet);
        }
    }

    /// Waits for the first packet's time.
    fn next_packet(&self) -> Vec<u8> {
        let mut waiting = self.waiting.lock().expect("a thread of the link died");
        loop {
            let now = Instant::now();
            waiting = match waiting.packets.front() {
                None => self.arrived.wait(waiting).expect("a thread of the link died"),
                Some((due, _)) if *due > now => {
                    let rest = *due - now;
                    self.arrived.wait_timeout(waiting, rest).expect("a thread of the link died").0
                }
                Some(_) => return waiting.packets.pop_front().expect("it was just seen").1,
            }
        }
    }

    fn set(&self, rtt_ms: f64, rate_kbit: f64) {
        self.delay_us.store((rtt_ms * 500.0) as u64, Relaxed);
        self.rate_kbit.store(rate_kbit as u64, Relaxed);
    }

    fn counts(&self) -> String {
        format!("{} {}", self.bytes.swap(0, Relaxed), self.drops.swap(0, Relaxed))
    }
}

fn ip(arguments: &str) {
    let status = Command::new("ip").args(arguments.split(' ')).status().expect("`ip` is missing (package iproute2)");
    assert!(status.success(), "ip {arguments} failed");
}

fn main() {
    let namespace = std::env::args().nth(1).expect("the client's network namespace is missing");
    tun::wake_on_time();
    let server = Arc::new(tun::open("mnserver").expect("cannot open /dev/net/tun"));
    ip(&format!("addr add {SERVER} dev mnserver"));
    ip("link set mnserver up mtu 1500 txqueuelen 2000");
    let client = Arc::new(tun::open("mnclient").expect("cannot open /dev/net/tun"));
    ip(&format!("link set mnclient netns {namespace}"));
    ip(&format!("-n {namespace} addr add {CLIENT} dev mnclient"));
    ip(&format!("-n {namespace} link set mnclient up mtu 1500 txqueuelen 2000"));
    let (down, up) = (Arc::new(Way::default()), Arc::new(Way::default()));
    down.start(&server, &client);
    up.start(&client, &server);
    println!("ready");
    for line in std::io::stdin().lock().lines().map_while(Result::ok) {
        let numbers: Vec<f64> = line.split_whitespace().filter_map(|word| word.parse().ok()).collect();
        if let [rtt_ms, down_kbit, up_kbit] = numbers[..] {
            down.set(rtt_ms, down_kbit);
            up.set(rtt_ms, up_kbit);
        }
        println!("{} {}", down.counts(), up.counts());
    }
}
