"""The questionnaire as validated data: forms, modules, themes, scales, items, routing, languages."""
