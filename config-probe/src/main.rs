//! Prints which Python py4rs finds, and why.

fn main() {}
