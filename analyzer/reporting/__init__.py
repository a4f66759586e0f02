"""Results for people: terminal text, JSON, HTML, Word and Excel.

Every module here is pure, from results to text or bytes; `files` puts them on disk. Import the one that is needed:
each brings its own library, and a check on the terminal should not wait for Word.
"""
