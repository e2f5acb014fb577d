"""The law half: text, facts and a date in; findings and an outcome out. Pure functions over dated data."""
