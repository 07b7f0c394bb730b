"""Agreement, pure."""

import os

# arrays are small here: threads of the linear algebra beneath numpy would only wait for each other
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
