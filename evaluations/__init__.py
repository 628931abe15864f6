"""Score boards on real data: what the product says, beside what an independent calculation said."""
