"""How well a pipeline answers an editor's own questions."""
