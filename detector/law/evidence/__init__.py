"""What a case holds: numbers gathered from texts, how surely they are known, what is absent."""
