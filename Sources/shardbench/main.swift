print("shardbench")
