"""The month's review: figures, what changed, what does not agree, and the sentences that say so."""
