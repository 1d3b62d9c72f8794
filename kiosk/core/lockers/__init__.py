"""What every service with locker doors needs: hold one, wait until it has been seen open, and until it is shut again.

What is behind the doors, who may have it and how it ends is each service's own.
"""
