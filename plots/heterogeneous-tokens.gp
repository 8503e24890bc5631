# Draws '../results/baselines-heterogeneous-tokens.csv' into heterogeneous-tokens.svg and heterogeneous-tokens.pdf.
# To redraw them, from any folder: gnuplot heterogeneous-tokens.gp
# To draw elsewhere: gnuplot -e "into = '/tmp/'" heterogeneous-tokens.gp

reset
if (!exists('ARG0')) { ARG0 = '' }
cut = 0
do for [i = 1:strlen(ARG0)] { if (ARG0[i:i] eq '/') { cut = i } }
folder = ARG0[1:cut]
if (!exists('into')) { into = folder }
csv = folder.'../results/baselines-heterogeneous-tokens.csv'
load folder.'style.gp'

# One pass over the CSV: count, mean and spread of every point's
# replicates, after Welford. Point k = n * (line - 1) + i is value i of x.
set datafile separator comma
set datafile columnheaders
set datafile commentschars ''
n = 4
lines = 5
array Word[4] = ['1:1:1:1', '1:1:0.75:0.75', '1:1:0.5:0.5', '1:1:0.25:0.25']
array Tick[4] = ['1:1:1:1', '1:1:0.75:0.75', '1:1:0.5:0.5', '1:1:0.25:0.25']
find(s, i) = i > n ? 0 : Word[i] eq s ? i : find(s, i + 1)
place(r) = find(strcol('speeds'), 1)
keep(r) = (strcol('scheme') eq 'single' || strcol('scheme') eq 'astra')
group(r) = \
  strcol('scheme') eq 'single' && strcol('astra.token_shares') eq '1:1:1:1' ? 1 : \
  strcol('scheme') eq 'astra' && strcol('astra.token_shares') eq '1:1:1:1' ? 2 : \
  strcol('scheme') eq 'astra' && strcol('astra.token_shares') eq '1:1:0.75:0.75' ? 3 : \
  strcol('scheme') eq 'astra' && strcol('astra.token_shares') eq '1:1:0.5:0.5' ? 4 : \
  strcol('scheme') eq 'astra' && strcol('astra.token_shares') eq '1:1:0.25:0.25' ? 5 : \
  0
array N[n * lines]
array M[n * lines]
do for [k = 1:n * lines] { N[k] = 0; M[k] = 0.0; }
add(k, y) = y - y == 0 ? (N[k] = N[k] + 1, \
  d = y - M[k], M[k] = M[k] + d / N[k], 0) : 0
row(r) = (g = keep(r) ? group(r) : 0, i = g ? place(r) : 0, \
  i ? (add(n * (g - 1) + i, column('latency_s'))) : 0, 0)
stats csv using (row(0)) nooutput

# A block for each line: x, mean, low, high.
set datafile separator whitespace
unset datafile
scale = 1e3
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
      print text(i - 1, M[k], low(k), high(k))
      some = 1
    }
  }
  if (!some) { print 'NaN NaN NaN NaN' }
  print ''
  print ''
}
set print

# The style of each line, the panels with their lines, and the key.
array Style[5] = [1, 2, 3, 4, 5]
array First[1] = [1]
array Last[1] = [5]
array Panel[1] = ['']
array Key[5] = ['single', 'astra, 1:1:1:1', 'astra, 1:1:0.75:0.75', \
  'astra, 1:1:0.5:0.5', 'astra, 1:1:0.25:0.25']
# The names of the axes, the title, and the name of the files.
array Page[3] = ['Speeds of the devices', 'Latency (ms)', \
  'Tokens by speed, or equally']
name = 'heterogeneous-tokens'

# The panels, with one scale for all of them.
shift(s) = 0.12 * (s - 3)
set xrange [-0.6:n - 0.4]
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
    set terminal svg size 321,317 font 'Arial,11.33' \
      linewidth 1.33 background 'white'
  } else {
    set terminal pdfcairo size 8.5cm,8.388cm font 'Arial,8.5' \
      fontscale 0.75 linewidth 2
  }
  load folder.'style.gp'
  set output into.name.'.'.format
  set multiplot
  do for [p = 1:1] {
    c = (p - 1) % 1
    r = (p - 1) / 1
    left = 1.5 + c * 7.1
    top = 5.307 - r * 3.55
    set lmargin at screen left / 8.5
    set rmargin at screen (left + 6.7) / 8.5
    set tmargin at screen top / 8.388
    set bmargin at screen (top - 3.25) / 8.388
    set format y (c ? '' : '%g')
    set ytics step
    lowest = p + 1 > 1
    set xtics rotate by 35 right
    set xtics ()
    do for [i = 1:n] {
      set xtics add ((lowest ? Tick[i] : '') i - 1)
    }
    plot for [i = First[p]:Last[p]] $means index i - 1 using ($1 + shift(Style[i])):2 \
        with points ls Style[i] notitle
  }
  # What stands once on the page.
  unset border
  unset tics
  unset title
  set lmargin at screen 0
  set rmargin at screen 1
  set label 1 Page[1] at screen 0.571, screen 0.033 center noenhanced
  set label 2 Page[2] at screen 0.029, screen 0.439 center rotate noenhanced
  set label 3 Page[3] at screen 0.5, screen 0.967 center noenhanced
  set key at screen 0.5, screen 0.942 center top \
    horizontal maxcols 1 width (format eq 'svg' ? -1 : 1)
  plot NaN notitle, for [s = 1:5] \
    keyentry with points ls s title Key[s]
  unset label
  unset multiplot
  unset output
}
