//! Makes shim/bindings.rs again from shim/shim.h.

use std::fs;

const HEADER: &str = "// Made by bindgen from shim/shim.h: `cargo build --features regenerate-bindings`.";

pub fn regenerate() {
    println!("cargo:rerun-if-changed=shim/bindings.rs");
    let bindings = bindgen::Builder::default()
        .header("shim/shim.h")
        .allowlist_item("py4rs_.*")
        .use_core()
        .layout_tests(false)
        .derive_partialeq(true)
        .derive_eq(true)
        .rust_target(bindgen::RustTarget::stable(88, 0).expect("bindgen knows Rust 1.88"))
        .rust_edition(bindgen::RustEdition::Edition2024)
        .formatter(bindgen::Formatter::Prettyplease)
        .disable_header_comment()
        .raw_line(HEADER)
        .generate()
        .expect("bindgen reads shim/shim.h")
        .to_string();
    // Untouched where nothing changed, so that a second build finds nothing to do.
    if fs::read_to_string("shim/bindings.rs").is_ok_and(|committed| committed == bindings) {
        return;
    }
    fs::write("shim/bindings.rs", bindings).expect("shim/bindings.rs can be written");
}
