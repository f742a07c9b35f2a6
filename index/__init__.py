"""Vectors over passages: rebuilt into snapshots, searched for hits."""
