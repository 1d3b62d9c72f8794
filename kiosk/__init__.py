"""掌柜 Zhanggui: a mall's customer-service desk as an appliance."""
