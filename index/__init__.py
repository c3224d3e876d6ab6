"""Encoder, Norwegian tokens, Chroma, keyword index, fusion, bank matching, manifest and the LangChain retriever."""
