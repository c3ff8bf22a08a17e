"""Pages that open by double-click, in Chinese and English, without any network: the map, the swipe map, the report."""
