import ShardbenchKit

Shardbench.main(
  schemes: [RingAttention()],
  collectives: [RecursiveDoubling()])
