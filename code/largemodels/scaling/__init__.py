"""How large a large model is: parameters, operations, memory, tokens, time and money.

Architectures are small dataclasses that count themselves; laws between the counts are
fitted here, too. Only arithmetic, in whole numbers where a count is whole: no model is
ever built, so that GPT-3 fits in a laptop.
"""

from .fits import PowerLaw, fit_power_law

__all__ = ["PowerLaw", "fit_power_law"]
