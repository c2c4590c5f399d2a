//! Which Python, which libpython, and why not the others.
