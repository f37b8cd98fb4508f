"""One deployment of many small publishers beside a large one, on a storage: what building, opening and holding them takes."""
