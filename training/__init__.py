"""How the project's own networks come about: drawn samples, training, export. Not part of the package."""
