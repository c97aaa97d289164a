"""What it shows: estimators that take frames and return frames or small results."""
