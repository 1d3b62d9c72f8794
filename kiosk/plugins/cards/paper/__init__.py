"""补录: what was written on the forms of a day on which the box was down, entered later, line by line."""
