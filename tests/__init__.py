"""The tests of the book; a package, so that no other one called tests comes before it."""
