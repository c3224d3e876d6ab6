"""Question -> answer: guard, understanding, retrieval, answerability, composing; command line and pages."""
