"""Files to articles: bytes in, articles and problems out. Knows neither storage nor HTTP."""
