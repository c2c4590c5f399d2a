fn main() {
    let _ = py4rs::attach(|py| py);
}
