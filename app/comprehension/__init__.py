"""What the results mean: states, rates, salah kaprah, small numbers.

Owns: the definitions of every figure of comprehension, and the arithmetic behind them. No table yet.
Does not own: attempts (quiz), obligation and completion (learning), pages and files (reports).
Depends on: people, materials, learning and quiz, which it joins read-only at one instant.
"""
