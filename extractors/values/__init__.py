"""Words → normal forms: dates, durations, money, counts, ages, numbers, countries, offences, penalties."""
