"""Two populations that inhibit each other and tire: binocular rivalry."""
