"""What the commands share: options, files, totals, progress."""
