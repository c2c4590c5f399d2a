#[derive(py4rs::ToPython)]
union Bits {
    word: u32,
    bytes: [u8; 4],
}

fn main() {}
