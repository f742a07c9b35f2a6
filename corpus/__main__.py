"""`python -m corpus` is `footnote corpus`."""

from corpus.commands import app
from corpus.terminal import run

if __name__ == "__main__":
    run(app)
