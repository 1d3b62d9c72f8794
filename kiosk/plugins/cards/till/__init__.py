"""收银数据: what the tills' files say of members and cards."""
