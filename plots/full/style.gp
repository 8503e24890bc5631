# How all figures of shardbench look. Every figure's script loads this file;
# change it and redraw to change them all.

set encoding utf8

# A palette that the colour-blind can tell apart (Okabe and Ito), without
# its yellow, which is too faint for a line. Markers and dashes differ too.
set style line 1 lc rgb '#0072b2' lw 2 pt 7 ps 0.55 dt 1
set style line 2 lc rgb '#d55e00' lw 2 pt 5 ps 0.55 dt (8, 3)
set style line 3 lc rgb '#009e73' lw 2 pt 9 ps 0.65 dt (2, 2)
set style line 4 lc rgb '#cc79a7' lw 2 pt 13 ps 0.75 dt (8, 2, 2, 2)
set style line 5 lc rgb '#e69f00' lw 2 pt 11 ps 0.65 dt (12, 4)
set style line 6 lc rgb '#56b4e9' lw 2 pt 6 ps 0.6 dt (4, 2)
set style line 7 lc rgb '#000000' lw 2 pt 4 ps 0.65 dt (2, 4)
do for [i = 8:21] {
  # Later lines repeat the colours with other markers.
  set style line i lw 2 ps 0.6 dt 1 + i % 5 pt i \
    lc rgb word('#0072b2 #d55e00 #009e73 #cc79a7 #e69f00 #56b4e9 #000000', \
      1 + (i - 1) % 7)
}

# Grey axes on the left and below, tics outside, a dotted grid.
set style line 100 lc rgb '#808080' lw 0.5 dt 1
set style line 101 lc rgb '#c0c0c0' lw 0.4 dt (1, 3)
set border 3 ls 100
set tics scale 0.5
set xtics nomirror out textcolor rgb 'black' noenhanced offset 0, 0.4
set ytics nomirror out textcolor rgb 'black' offset 0.5, 0
set grid xtics ytics nomxtics nomytics back ls 101

# The key stands above the panels; names in it are printed as they are.
set title offset 0, -0.7
set key noenhanced horizontal Left reverse samplen 2 spacing 1.1

set errorbars 0.6
set boxwidth 0.7
