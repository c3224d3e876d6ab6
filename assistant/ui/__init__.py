"""The pages of the chat: pure HTML builders, and the thin Streamlit code that shows them."""
