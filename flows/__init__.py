"""Files in, warehouse out: reads, counts, schedules; the only home of Prefect and of the command line."""
