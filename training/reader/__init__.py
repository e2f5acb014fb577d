"""How the marker reader comes about: drawn and encoded lines, training, export, figures."""
