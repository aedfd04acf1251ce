"""A survey round's life: its states, when an enterprise may order one, when it is answered, and when its data must be gone."""
