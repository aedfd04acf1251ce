"""The attacker: an adversary with the published files, the unit file and, as the auditor, the answers.

It is the proof that a publication is safe and the oracle of the tests, so it shares no code with what decides what is shown: it counts the
answers itself, walks the trees itself, and knows of a publication only what stands in its file and of the rules only their numbers.

- `attacking.attack`: everything at once, for `must attack`.
- `groups`: the smallest set of people that a system of sums gives away, by mixed-integer programming, or the proof that there is none.
- `bounds`: how far a hidden sum is pinned down, by linear programming.
- `turnout`: whom the response rates force to have answered or not.
- `bare`: what a bare threshold on any tree gives away.
"""
