# Draws '../../results/full/aircomp-transceivers.csv' into aircomp-transceivers.svg and aircomp-transceivers.pdf.
# To redraw them, from any folder: gnuplot aircomp-transceivers.gp
# To draw elsewhere: gnuplot -e "into = '/tmp/'" aircomp-transceivers.gp

reset
if (!exists('ARG0')) { ARG0 = '' }
cut = 0
do for [i = 1:strlen(ARG0)] { if (ARG0[i:i] eq '/') { cut = i } }
folder = ARG0[1:cut]
if (!exists('into')) { into = folder }
csv = folder.'../../results/full/aircomp-transceivers.csv'
load folder.'style.gp'

# One pass over the CSV: count, mean and spread of every point's
# replicates, after Welford. Point k = n * (line - 1) + i is value i of x.
set datafile separator comma
set datafile columnheaders
set datafile commentschars ''
n = 3
lines = 14
array X[3] = [2, 4, 8]
find(v, a, b) = a == b ? a : v <= X[(a + b) / 2] ? \
  find(v, a, (a + b) / 2) : find(v, (a + b) / 2 + 1, b)
check(v, i) = X[i] == v ? i : 0
place(r) = check(column('devices'), find(column('devices'), 1, n))
keep(r) = (strcol('air.transceiver') eq 'relaxation' || strcol('air.transceiver') eq 'relaxation-refined' || strcol('air.transceiver') eq 'centroid-refined' || strcol('air.transceiver') eq 'difference-of-convex' || strcol('air.transceiver') eq 'zhu-huang' || strcol('air.transceiver') eq 'random')
group(r) = \
  strcol('air.rician_factor') eq '0' && strcol('collective') eq 'air' && strcol('air.transceiver') eq 'relaxation' ? 1 : \
  strcol('air.rician_factor') eq '0' && strcol('collective') eq 'air' && strcol('air.transceiver') eq 'relaxation-refined' ? 2 : \
  strcol('air.rician_factor') eq '0' && strcol('collective') eq 'air' && strcol('air.transceiver') eq 'centroid-refined' ? 3 : \
  strcol('air.rician_factor') eq '0' && strcol('collective') eq 'air' && strcol('air.transceiver') eq 'zhu-huang' ? 4 : \
  strcol('air.rician_factor') eq '0' && strcol('collective') eq 'air' && strcol('air.transceiver') eq 'difference-of-convex' ? 5 : \
  strcol('air.rician_factor') eq '0' && strcol('collective') eq 'air' && strcol('air.transceiver') eq 'random' ? 6 : \
  strcol('air.rician_factor') eq '0' && strcol('collective') eq 'uncoded-fdma' && strcol('air.transceiver') eq 'random' ? 7 : \
  strcol('air.rician_factor') eq '3' && strcol('collective') eq 'air' && strcol('air.transceiver') eq 'relaxation' ? 8 : \
  strcol('air.rician_factor') eq '3' && strcol('collective') eq 'air' && strcol('air.transceiver') eq 'relaxation-refined' ? 9 : \
  strcol('air.rician_factor') eq '3' && strcol('collective') eq 'air' && strcol('air.transceiver') eq 'centroid-refined' ? 10 : \
  strcol('air.rician_factor') eq '3' && strcol('collective') eq 'air' && strcol('air.transceiver') eq 'zhu-huang' ? 11 : \
  strcol('air.rician_factor') eq '3' && strcol('collective') eq 'air' && strcol('air.transceiver') eq 'difference-of-convex' ? 12 : \
  strcol('air.rician_factor') eq '3' && strcol('collective') eq 'air' && strcol('air.transceiver') eq 'random' ? 13 : \
  strcol('air.rician_factor') eq '3' && strcol('collective') eq 'uncoded-fdma' && strcol('air.transceiver') eq 'random' ? 14 : \
  0
array N[n * lines]
array M[n * lines]
do for [k = 1:n * lines] { N[k] = 0; M[k] = 0.0; }
add(k, y) = y - y == 0 ? (N[k] = N[k] + 1, \
  d = y - M[k], M[k] = M[k] + d / N[k], 0) : 0
row(r) = (g = keep(r) ? group(r) : 0, i = g ? place(r) : 0, \
  i ? (add(n * (g - 1) + i, column('sum_error_median'))) : 0, 0)
stats csv using (row(0)) nooutput

# A block for each line: x, mean, low, high.
set datafile separator whitespace
unset datafile
scale = 1
low(k) = NaN
high(k) = NaN
text(x, y, a, b) = sprintf('%.15g %.15g', x, scale * y) \
  .(a == a ? sprintf(' %.15g %.15g', scale * a, scale * b) : ' NaN NaN')
set print $means
do for [line = 1:lines] {
  some = 0
  do for [i = 1:n] {
    k = n * (line - 1) + i
    if (N[k] > 0) {
      print text(X[i], M[k], low(k), high(k))
      some = 1
    }
  }
  if (!some) { print 'NaN NaN NaN NaN' }
  print ''
  print ''
}
set print

# The style of each line, the panels with their lines, and the key.
array Style[14] = [1, 2, 3, 4, 5, 6, 7, 1, 2, 3, 4, 5, 6, 7]
array First[2] = [1, 8]
array Last[2] = [7, 14]
array Panel[2] = ['rician factor 0', 'rician factor 3']
array Key[7] = ['air, relaxation', 'air, relaxation-refined', \
  'air, centroid-refined', 'air, zhu-huang', 'air, difference-of-convex', \
  'air, random', 'uncoded-fdma']
# The names of the axes, the title, and the name of the files.
array Page[3] = ['Devices', 'Error beside noise / energy', \
  'Error of a sum over the air']
name = 'aircomp-transceivers'

# The panels, with one scale for all of them.
set logscale x
set logscale y
pad = n > 1 ? (X[n] / X[1]) ** 0.03 : 1.5
set xrange [X[1] / pad:X[n] * pad]
# Drawn once to nowhere, to learn the range of y.
set terminal dumb
set output '/dev/null'
plot for [i = 1:lines] $means index i - 1 using 1:2 notitle
set yrange [GPVAL_Y_MIN:GPVAL_Y_MAX]

do for [format in 'svg pdf'] {
  if (format eq 'svg') {
    set terminal svg size 643,261 font 'Arial,11.33' \
      linewidth 1.33 background 'white'
  } else {
    set terminal pdfcairo size 17cm,6.91cm font 'Arial,8.5' \
      fontscale 0.75 linewidth 2
  }
  load folder.'style.gp'
  set output into.name.'.'.format
  set multiplot
  do for [p = 1:2] {
    c = (p - 1) % 2
    r = (p - 1) / 2
    left = 1.5 + c * 7.8
    top = 3.92 - r * 3.55
    set lmargin at screen left / 17
    set rmargin at screen (left + 7.4) / 17
    set tmargin at screen top / 6.91
    set bmargin at screen (top - 2.87) / 6.91
    set format y (c ? '' : '10^{%L}')
    set title Panel[p] noenhanced
    lowest = p + 2 > 2
    set xtics ()
    do for [i = 1:n] {
      set xtics add ((lowest ? sprintf('%g', X[i]) : '') X[i])
    }
    plot for [i = First[p]:Last[p]] $means index i - 1 using 1:2 \
        with linespoints ls Style[i] notitle
  }
  # What stands once on the page.
  unset border
  unset tics
  unset title
  set lmargin at screen 0
  set rmargin at screen 1
  set label 1 Page[1] at screen 0.535, screen 0.041 center noenhanced
  set label 2 Page[2] at screen 0.015, screen 0.36 center rotate noenhanced
  set label 3 Page[3] at screen 0.5, screen 0.959 center noenhanced
  set key at screen 0.5, screen 0.929 center top \
    horizontal maxcols 2 width (format eq 'svg' ? -1 : 1)
  plot NaN notitle, for [s = 1:7] \
    keyentry with linespoints ls s title Key[s]
  unset label
  unset multiplot
  unset output
}
