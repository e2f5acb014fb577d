"""A text box to its characters: crops, preprocessing, the prefilter, the CTC recogniser, single glyphs."""
