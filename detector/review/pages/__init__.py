"""The desk's pages: routes and templates."""
