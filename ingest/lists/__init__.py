"""What feeds, sitemaps and blogs say of their articles: documents to addresses and entries; no request is made."""
