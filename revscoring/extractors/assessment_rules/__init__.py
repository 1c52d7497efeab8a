"""Which templates of talk pages say how good an article is, a file for each wiki."""
