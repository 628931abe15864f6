"""Linear heads over hashed features: what they weigh, how they are trained, what they answer."""
