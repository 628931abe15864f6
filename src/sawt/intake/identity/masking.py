"""The door by which texts come in: what leads to a person gives way to a word for it.

What is looked for, and how, is `sawt.understanding.privacy`'s. Work is done once for each distinct text.
"""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from sawt.understanding.privacy import mask_all


def mask(values: pa.Array) -> pa.Array:
    """An array of texts with identities replaced by typed placeholders; nulls stay null."""
    if isinstance(values, pa.ChunkedArray):
        values = values.combine_chunks()
    if values.type != pa.string():
        values = values.cast(pa.string())
    coded = values.dictionary_encode()
    texts = coded.dictionary.to_pylist()
    masked = mask_all(texts)
    return values if masked == texts else pc.take(pa.array(masked, pa.string()), coded.indices)
