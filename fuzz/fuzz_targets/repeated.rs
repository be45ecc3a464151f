#![no_main]

#[path = "../checks/response.rs"]
mod check;
#[path = "../checks/peer.rs"]
mod peer;

libfuzzer_sys::fuzz_target!(|data: &[u8]| check::check_repeated(data, 512 << 10));
