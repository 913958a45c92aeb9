"""What turns the notebooks into the site; nothing here is needed to run a notebook."""
