"""Read text: plain, Markdown, fragments of HTML, tables, mail."""
