"""The protocol between the processes of one box: messages, prompts, slips, and the socket they travel on.

Nothing here decides or draws. Every other room may import this one; this one imports none of ours.
"""
