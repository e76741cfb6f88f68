"""Quality against annotated corpora, and speed and memory; each module runs by itself: `python -m benchmarks.cases`.

The corpora stand beside the checkout in `../shared`; where it is absent a benchmark says so and ends. `floors`
compares the scores with `floors.json`, which only rises. Figures and commands are kept in `docs/QUALITY.md`.
"""
