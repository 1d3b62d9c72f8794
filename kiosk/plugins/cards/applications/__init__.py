"""待办会员卡: what customers asked for at the kiosk, and staff do: an application, another card for one that is lost."""
