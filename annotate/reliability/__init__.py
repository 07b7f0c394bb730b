"""Agreement as it stands: records kept with every submission, and the numbers, items and releases made from them."""

import os

# Sums over articles are short: threads of the linear algebra beneath numpy would only wait for each other, and for us.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
