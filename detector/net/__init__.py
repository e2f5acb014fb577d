"""The one guarded way to other machines: which addresses may be asked, and a client for them."""
