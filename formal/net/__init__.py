"""The net as a value, its document, its meanings and its order."""
