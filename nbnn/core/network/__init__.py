"""Networks and what is computed of them: scores, derivatives, measures, the reasons for zeros."""
