"""Who somebody is: numbers brought to one form, keyed pseudonyms, and what is masked inside texts."""
