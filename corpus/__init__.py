"""What the outlet published: articles in, text clean, versions kept."""
