"""The desk's machinery: sessions, the plugin host, the store, people and stock. Owns the database; sees no
screen, no wire.

Plugins import `kiosk.core.api` and nothing else of this room; this room never names a plugin.
"""
