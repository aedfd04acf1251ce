"""What a report may show: the reporting grid, the rules, the masks, and the publication that every report is made of.

See docs/publication.md. Rules are numbered R0–R12 as in the file `rules.yaml` of the instrument.
"""
