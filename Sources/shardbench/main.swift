import ShardbenchKit

Shardbench.main()
