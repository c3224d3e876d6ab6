"""Encoder, Norwegian tokens, Chroma, keyword index, fusion, bank matching, manifest and the LangChain retriever."""

import os

# Before NumPy is loaded. Its threads wait for work by spinning: with one question a thread they take each other's time.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
