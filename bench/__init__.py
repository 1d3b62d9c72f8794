"""Measurements. Ratios against a floor that is measured in the same run, because absolute times say more
about the machine than about us. Nothing here is a test: a busy machine must not make anything red."""
