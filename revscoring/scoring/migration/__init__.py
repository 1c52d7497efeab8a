"""Conversion of the models of revscoring 2.x."""
