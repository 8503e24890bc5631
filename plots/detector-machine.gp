# Draws '../results/detector-machine.csv' into detector-machine.svg and detector-machine.pdf.
# To redraw them, from any folder: gnuplot detector-machine.gp
# To draw elsewhere: gnuplot -e "into = '/tmp/'" detector-machine.gp

reset
if (!exists('ARG0')) { ARG0 = '' }
cut = 0
do for [i = 1:strlen(ARG0)] { if (ARG0[i:i] eq '/') { cut = i } }
folder = ARG0[1:cut]
if (!exists('into')) { into = folder }
csv = folder.'../results/detector-machine.csv'
load folder.'style.gp'

# One pass over the CSV: count, mean and spread of every point's
# replicates, after Welford. Point k = n * (line - 1) + i is value i of x.
set datafile separator comma
set datafile columnheaders
set datafile commentschars ''
n = 6
lines = 6
array X[6] = [0, 3, 5, 7, 10, 15]
find(v, a, b) = a == b ? a : v <= X[(a + b) / 2] ? \
  find(v, a, (a + b) / 2) : find(v, (a + b) / 2 + 1, b)
check(v, i) = X[i] == v ? i : 0
place(r) = check(column('detector.machine_percent'), find(column('detector.machine_percent'), 1, n))
keep(r) = column('detector.step_percent') == 0
group(r) = \
  strcol('detector.noise') eq 'gauss' && strcol('detector.confirming') eq 'reruns' ? 1 : \
  strcol('detector.noise') eq 'gauss' && strcol('detector.confirming') eq 'in-turn' ? 2 : \
  strcol('detector.noise') eq 'ar1' && strcol('detector.confirming') eq 'reruns' ? 3 : \
  strcol('detector.noise') eq 'ar1' && strcol('detector.confirming') eq 'in-turn' ? 4 : \
  strcol('detector.noise') eq 'outlier' && strcol('detector.confirming') eq 'reruns' ? 5 : \
  strcol('detector.noise') eq 'outlier' && strcol('detector.confirming') eq 'in-turn' ? 6 : \
  0
array N[n * lines]
array M[n * lines]
do for [k = 1:n * lines] { N[k] = 0; M[k] = 0.0; }
add(k, y) = y - y == 0 ? (N[k] = N[k] + 1, \
  d = y - M[k], M[k] = M[k] + d / N[k], 0) : 0
row(r) = (g = keep(r) ? group(r) : 0, i = g ? place(r) : 0, \
  i ? (add(n * (g - 1) + i, column('confirmed_runs_percent'))) : 0, 0)
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
array Style[6] = [1, 2, 1, 2, 1, 2]
array First[3] = [1, 3, 5]
array Last[3] = [2, 4, 6]
array Panel[3] = ['gauss', 'ar1', 'outlier']
array Key[2] = ['reruns', 'in-turn']
# The names of the axes, the title, and the name of the files.
array Page[3] = ['Machine slower by (%)', 'False alarms (%)', \
  'False alarms on a machine that has got slower']
name = 'detector-machine'

# The panels, with one scale for all of them.
pad = n > 1 ? 0.03 * (X[n] - X[1]) : 0.5
set xrange [X[1] - pad:X[n] + pad]
# Drawn once to nowhere, to learn the range of y.
set terminal dumb
set output '/dev/null'
plot for [i = 1:lines] $means index i - 1 using 1:2 notitle
# Three to seven tics, and a range that ends at tics.
a = GPVAL_DATA_Y_MIN
b = GPVAL_DATA_Y_MAX
ten = b > a ? 10 ** floor(log10((b - a) / 4)) : 1
f = b > a ? (b - a) / 4 / ten : 1
step = ten * (f < 1.5 ? 1 : f < 3.5 ? 2 : f < 7.5 ? 5 : 10)
set yrange [step * floor(a / step):step * (b > a ? ceil(b / step) : \
  floor(b / step) + 1)]

do for [format in 'svg pdf'] {
  if (format eq 'svg') {
    set terminal svg size 964,208 font 'Arial,11.33' \
      linewidth 1.33 background 'white'
  } else {
    set terminal pdfcairo size 25.5cm,5.5cm font 'Arial,8.5' \
      fontscale 0.75 linewidth 2
  }
  load folder.'style.gp'
  set output into.name.'.'.format
  set multiplot
  do for [p = 1:3] {
    c = (p - 1) % 3
    r = (p - 1) / 3
    left = 1.5 + c * 8.033
    top = 3.92 - r * 3.55
    set lmargin at screen left / 25.5
    set rmargin at screen (left + 7.633) / 25.5
    set tmargin at screen top / 5.5
    set bmargin at screen (top - 2.87) / 5.5
    set format y (c ? '' : '%g')
    set ytics step
    set title Panel[p] noenhanced
    lowest = p + 3 > 3
    set format x (lowest ? '%g' : '')
    plot for [i = First[p]:Last[p]] $means index i - 1 using 1:2 \
        with linespoints ls Style[i] notitle
  }
  # What stands once on the page.
  unset border
  unset tics
  unset title
  set lmargin at screen 0
  set rmargin at screen 1
  set label 1 Page[1] at screen 0.524, screen 0.051 center noenhanced
  set label 2 Page[2] at screen 0.01, screen 0.452 center rotate noenhanced
  set label 3 Page[3] at screen 0.5, screen 0.949 center noenhanced
  set key at screen 0.5, screen 0.911 center top \
    horizontal maxcols 2 width (format eq 'svg' ? 0 : 1)
  plot NaN notitle, for [s = 1:2] \
    keyentry with linespoints ls s title Key[s]
  unset label
  unset multiplot
  unset output
}
