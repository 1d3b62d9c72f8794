"""The steps of setting up. Each is a coroutine that takes the box, asks, and leaves its answers in the draft."""
