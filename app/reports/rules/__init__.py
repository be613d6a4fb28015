"""What the reports say and draw: sentences with tested grammar, places on paper, groups of completion."""
