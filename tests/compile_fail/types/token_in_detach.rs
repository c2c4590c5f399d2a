fn main() {
    let _ = py4rs::attach(|py| {
        py4rs::detach(|| {
            py.sys();
        })
    });
}
