"""Read office documents and books: zip archives of XML."""
