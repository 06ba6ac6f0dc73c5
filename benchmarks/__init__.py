"""What is measured. `python -m benchmarks` measures everything, `python -m benchmarks loops` one part.

Each part is a module here with a function `measure()` that yields `Row`s, in the order of the table; the parts are found,
not listed. Times are medians over repeats; ratios compare things measured in turn within one run, so that a busy or a
slow machine changes both sides. Products take one thread, here and in the kernels that a part starts: a second one that waits for
work counts as processor time, and where others want that processor, too.
"""

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # read when NumPy is imported
