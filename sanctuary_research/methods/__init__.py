"""How it is found: estimators that take frames or arrays and return small results."""
