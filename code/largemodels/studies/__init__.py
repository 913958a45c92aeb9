"""Scripts behind the long runs that pages report, and their logs under results/."""
