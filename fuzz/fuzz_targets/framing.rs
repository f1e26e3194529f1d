#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| nnviz_fuzz::framing(data));
