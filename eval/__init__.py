"""Gold questions, scores, runs and reports. May use corpus, index and assistant; nothing imports it."""
