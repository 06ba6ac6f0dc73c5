"""What was sent to a page, read back."""

import numpy as np


def columns(described: list[dict], chunk: bytes) -> dict[str, np.ndarray]:
    """Name → (T, *shape) of the columns that a schema describes."""
    widths = [int(np.prod(each["shape"], dtype=int)) for each in described]
    sizes = [np.dtype(each["dtype"]).itemsize * wide for each, wide in zip(described, widths, strict=True)]
    count, rest = divmod(len(chunk), sum(sizes))
    assert rest == 0
    ends = np.cumsum([size * count for size in sizes])
    return {each["name"]: np.frombuffer(chunk[end - size * count:end], f"<{each['dtype']}").reshape(count, *each["shape"])
            for each, size, end in zip(described, sizes, ends, strict=True)}
