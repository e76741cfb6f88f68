"""Words → normal forms: dates, durations, money, numbers, ages, countries, offences."""
