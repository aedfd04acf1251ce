"""What the zones' pages share: words in every language, templates, static files, security headers, error pages."""
