fn main() {
    let _ = py4rs::attach(|py| {
        std::thread::scope(|scope| {
            scope.spawn(|| {
                py.sys();
            });
        })
    });
}
