"""What the Makefile calls: install, build, serve, measure. Not part of the package."""
