"""积分返利: points become bonus."""
