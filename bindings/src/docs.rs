//! Docstrings as documentation in Rust, which reads them as Markdown.

/// Documentation: a line of code, the first paragraph of a docstring as prose, and the rest as it is. Each line has no
/// `///` yet.
pub fn documentation(code: &str, doc: Option<&str>) -> Vec<String> {
    let mut lines = vec![inline_code(code)];
    let doc = clean(doc.unwrap_or_default());
    let doc = doc.trim_matches('\n').trim_end();
    if doc.is_empty() {
        return lines;
    }
    let (first, rest) = doc.split_once("\n\n").unwrap_or((doc, ""));
    let is_prose = !first.lines().any(|line| line.starts_with(' ') || line.starts_with('>'));
    let rest = if is_prose {
        lines.extend([String::new(), prose(first)]);
        rest.trim_matches('\n')
    } else {
        doc
    };
    if !rest.is_empty() {
        let fence = "`".repeat(longest_run(rest).max(2) + 1);
        lines.extend([String::new(), format!("{fence}text")]);
        lines.extend(rest.lines().map(|line| line.trim_end().to_owned()));
        lines.push(fence);
    }
    lines
}

/// Code within a line.
pub fn inline_code(code: &str) -> String {
    let code = clean(code).replace('\n', " ");
    match longest_run(&code) {
        0 => format!("`{code}`"),
        run => {
            let fence = "`".repeat(run + 1);
            format!("{fence} {code} {fence}")
        }
    }
}

/// The text without what a comment must not have: control characters, and those that turn the direction of a line.
fn clean(text: &str) -> String {
    let turns =
        |c: char| matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}');
    text.chars().filter(|&c| c == '\n' || !c.is_control() && !turns(c)).collect()
}

/// How many backticks stand together at most.
fn longest_run(text: &str) -> usize {
    text.split(|c| c != '`').map(str::len).max().unwrap_or(0)
}

/// A paragraph in one line, in which no character means anything to Markdown.
fn prose(paragraph: &str) -> String {
    let text = paragraph.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut prose = String::new();
    for (index, character) in text.char_indices() {
        let starts_item = index == 0 && "+-=".contains(character);
        let numbers = text[..index].chars().all(|c| c.is_ascii_digit()) && index > 0;
        let ends_number = numbers && ".)".contains(character);
        let of_address = character == ':' && text[index..].starts_with("://");
        if r"\`*_{}[]<>#|~$&@".contains(character) || starts_item || ends_number || of_address {
            prose.push('\\');
        }
        prose.push(character);
    }
    prose.replace("www.", r"www\.")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_markup() {
        let doc = "See :func:`f` and <b> at https://a.b\nor [x].\n\nMore::\n\n    >>> ```\n\u{202e}";
        let lines = documentation("m.f(a='`')", Some(doc));
        assert_eq!(lines[0], "`` m.f(a='`') ``");
        assert_eq!(lines[2], r"See :func:\`f\` and \<b\> at https\://a.b or \[x\].");
        assert_eq!(lines[4], "````text");
        assert_eq!(lines.last().map(String::as_str), Some("````"));
        assert_eq!(documentation("m.f()", None), ["`m.f()`"]);
        assert_eq!(prose("1. one"), r"1\. one");
    }
}
