"""Documents as canonical Markdown, the question bank and the glossary, and the code that loads and checks them."""
