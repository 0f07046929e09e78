"""How does the firm's own provider (OpenID Connect) say who somebody is, and is it true?

`asking` asks it over HTTP and holds no page up; `documents` keeps what it says of itself; `proving` judges what it says
of a person; `flow` leads a browser there and back.
"""
