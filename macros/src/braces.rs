//! Rust values in braces, as they stand in chains and in code.

use syn::parse::ParseStream;
use syn::parse::discouraged::Speculative;
use syn::{Block, Error, Expr, ExprBlock, Result, Token, braced};

/// `{expression}`, or a block with statements.
pub(crate) fn value(input: ParseStream<'_>) -> Result<Expr> {
    let whole = input.fork();
    let inside;
    let brace = braced!(inside in input);
    if inside.is_empty() {
        return Err(Error::new(brace.span.join(), "expected a Rust value between the braces"));
    }
    let expression = inside.fork();
    match expression.parse::<Expr>() {
        Ok(value) if expression.is_empty() => {
            inside.advance_to(&expression);
            Ok(value)
        }
        result => match whole.parse::<Block>() {
            Ok(block) => {
                inside.step(|cursor| {
                    let mut rest = *cursor;
                    while let Some((_, next)) = rest.token_tree() {
                        rest = next;
                    }
                    Ok(((), rest))
                })?;
                Ok(Expr::Block(ExprBlock { attrs: Vec::new(), label: None, block }))
            }
            Err(_) if result.is_ok() && !expression.peek(Token![;]) => {
                Err(expression.error("expected the end of the Rust value"))
            }
            Err(error) => Err(error),
        },
    }
}
