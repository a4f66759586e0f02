"""Chinese text as language: normal form, sentences, words, and the words of this domain."""
