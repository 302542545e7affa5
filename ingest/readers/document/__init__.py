"""What all readers share: the kind of a document, its bytes as text, its blocks and dates, and what is read of it."""
