//! The page on parity names tests that exist.

use std::fs;

/// The tests that the page names: each as its function and its file.
fn named(page: &str) -> Vec<(&str, &str)> {
    page.split('[')
        .filter_map(|link| {
            let (function, rest) = link.split_once("](../")?;
            Some((function, rest.split_once(')')?.0)).filter(|(_, file)| file.ends_with(".rs"))
        })
        .collect()
}

#[test]
fn every_part_has_its_test() {
    let page = fs::read_to_string("docs/parity.md").expect("the page is there");
    let tests = named(&page);
    assert!(tests.len() > 70, "{}", tests.len());
    for (function, file) in tests {
        let text = fs::read_to_string(file).unwrap_or_else(|error| panic!("{file}: {error}"));
        assert!(text.contains(&format!("fn {function}(")), "{file} has no test {function}");
    }
    let rows = page.lines().filter(|line| line.starts_with("| ") && !line.starts_with("| original"));
    for row in rows {
        assert!(row.contains("](../tests/") || row.ends_with("| its example |"), "no test: {row}");
    }
}
