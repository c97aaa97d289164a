"""What we ask: one module a notebook, where tables, methods and display meet."""
