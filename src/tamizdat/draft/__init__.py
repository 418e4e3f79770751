"""Fill what is untranslated."""
