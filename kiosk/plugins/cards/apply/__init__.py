"""会员卡申请: what a customer asks for by themselves, with what they were told and agreed to."""
