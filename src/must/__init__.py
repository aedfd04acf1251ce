"""MUST: work-environment surveys in state enterprises, and the research built on them."""
