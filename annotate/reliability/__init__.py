"""Agreement as it stands: records kept with every submission, and the numbers, items and releases made from them."""
