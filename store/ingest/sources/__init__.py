"""Where bytes come from: folders, addresses, archives; how politely and how safely."""
