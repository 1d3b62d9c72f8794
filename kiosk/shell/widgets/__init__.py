"""What is drawn: Kivy widgets with canvas instructions only, each placed by hand in window coordinates."""
