"""What is kept about servers and members, and nothing else about them."""
