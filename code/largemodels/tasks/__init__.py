"""Small tasks that pages share or keep out of sight: toy problems, decision tables, what draws an opening figure."""
