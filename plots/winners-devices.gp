# Draws '../results/baselines-winners.csv' into winners-devices.svg and winners-devices.pdf.
# To redraw them, from any folder: gnuplot winners-devices.gp
# To draw elsewhere: gnuplot -e "into = '/tmp/'" winners-devices.gp

reset
if (!exists('ARG0')) { ARG0 = '' }
cut = 0
do for [i = 1:strlen(ARG0)] { if (ARG0[i:i] eq '/') { cut = i } }
folder = ARG0[1:cut]
if (!exists('into')) { into = folder }
csv = folder.'../results/baselines-winners.csv'
load folder.'style.gp'

# One pass over the CSV: count and mean of every point's replicates. Point
# k = n * (line - 1) + i is square i, row by row from below. S[k] tells
# whether it has a row at all.
set datafile separator comma
set datafile columnheaders
set datafile commentschars ''
n = 40
lines = 12
nx = 10
ny = 4
array X[10] = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000]
find(v, a, b) = a == b ? a : v <= X[(a + b) / 2] ? \
  find(v, a, (a + b) / 2) : find(v, (a + b) / 2 + 1, b)
check(v, i) = X[i] == v ? i : 0
across(r) = check(column('bandwidth_mbps'), find(column('bandwidth_mbps'), 1, nx))
array Y[4] = [2, 4, 8, 16]
findY(v, a, b) = a == b ? a : v <= Y[(a + b) / 2] ? \
  findY(v, a, (a + b) / 2) : findY(v, (a + b) / 2 + 1, b)
checkY(v, i) = Y[i] == v ? i : 0
up(r) = checkY(column('devices'), findY(column('devices'), 1, ny))
cell(a, b) = a && b ? nx * (b - 1) + a : 0
place(r) = cell(across(r), up(r))
keep(r) = strcol('platform') eq 'laptop-1660ti-wifi' && \
  (strcol('scheme') eq 'single' || strcol('scheme') eq 'tensor-parallel' || strcol('scheme') eq 'galaxy' || strcol('scheme') eq 'voltage' || strcol('scheme') eq 'prism' || strcol('scheme') eq 'astra')
group(r) = \
  strcol('accounting') eq 'paper' && strcol('scheme') eq 'single' ? 1 : \
  strcol('accounting') eq 'paper' && strcol('scheme') eq 'tensor-parallel' ? 2 : \
  strcol('accounting') eq 'paper' && strcol('scheme') eq 'galaxy' ? 3 : \
  strcol('accounting') eq 'paper' && strcol('scheme') eq 'voltage' ? 4 : \
  strcol('accounting') eq 'paper' && strcol('scheme') eq 'prism' ? 5 : \
  strcol('accounting') eq 'paper' && strcol('scheme') eq 'astra' ? 6 : \
  strcol('accounting') eq 'physical' && strcol('scheme') eq 'single' ? 7 : \
  strcol('accounting') eq 'physical' && strcol('scheme') eq 'tensor-parallel' ? 8 : \
  strcol('accounting') eq 'physical' && strcol('scheme') eq 'galaxy' ? 9 : \
  strcol('accounting') eq 'physical' && strcol('scheme') eq 'voltage' ? 10 : \
  strcol('accounting') eq 'physical' && strcol('scheme') eq 'prism' ? 11 : \
  strcol('accounting') eq 'physical' && strcol('scheme') eq 'astra' ? 12 : \
  0
array N[n * lines]
array M[n * lines]
array S[n * lines]
do for [k = 1:n * lines] { N[k] = 0; M[k] = 0.0; S[k] = 0; }
add(k, y) = y - y == 0 ? (N[k] = N[k] + 1, \
  d = y - M[k], M[k] = M[k] + d / N[k], 0) : 0
row(r) = (g = keep(r) ? group(r) : 0, i = g ? place(r) : 0, \
  i ? (S[n * (g - 1) + i] = 1, \
  add(n * (g - 1) + i, column('latency_s'))) : 0, 0)
stats csv using (row(0)) nooutput
set datafile separator whitespace
unset datafile

# The style of each line, the panels with their lines, and the key.
array Style[12] = [1, 2, 3, 4, 5, 6, 1, 2, 3, 4, 5, 6]
array First[2] = [1, 7]
array Last[2] = [6, 12]
array Panel[2] = ['paper', 'physical']
array Key[6] = ['single', 'tensor-parallel', 'galaxy', 'voltage', 'prism', \
  'astra']
# The names of the axes, the title, and the name of the files.
array Page[4] = ['Bandwidth of a link (Mbit/s)', 'Devices', \
  'ViT-Base on laptops: the same model, or close to it', \
  'Least latency wins; numbers: second / first']
name = 'winners-devices'

# The least mean wins a square; of means that differ by less than
# one part in 10^9, the first. Beside it the second in terms of the first.
panels = 2
series = 6
sign = 1
array Winner[n * panels]
array Lead[n * panels]
array Rank[series]
array Who[series]
do for [s = 1:series] { Rank[s] = 0; Who[s] = 0 }
short(q) = sprintf(q < 9.995 ? '%.2f' : q < 99.95 ? '%.1f' : \
  q < 9999.5 ? '%.0f' : '%.0e', q)
lead(first, second) = first > 0 && second > 0 ? short(second / first) : ''
none = 0
do for [p = 1:panels] {
  do for [i = 1:n] {
    some = 0
    best = NaN
    do for [line = First[p]:Last[p]] {
      k = n * (line - 1) + i
      some = some + S[k]
      y = sign * M[k]
      if (N[k] > 0) { best = best <= y ? best : y }
    }
    winner = 0
    first = NaN
    second = NaN
    do for [line = First[p]:Last[p]] {
      k = n * (line - 1) + i
      y = sign * M[k]
      if (N[k] > 0) {
        if (!winner && y <= best + 1e-09 * abs(best)) {
          winner = Style[line]
          first = y
        } else {
          second = second <= y ? second : y
        }
      }
    }
    if (winner) { Rank[winner] = 1 } else { none = none || some }
    k = n * (p - 1) + i
    Winner[k] = winner ? winner : some ? 0 : -1
    Lead[k] = !winner ? '' : second == second ? \
      lead(sign * first, sign * second) : 'only'
  }
}
# Winners have the first styles, in the order of their series.
winners = 0
do for [s = 1:series] {
  if (Rank[s]) {
    winners = winners + 1
    Rank[s] = winners
    Who[winners] = s
  }
}
set print $winners
do for [p = 1:panels] {
  do for [i = 1:n] {
    k = n * (p - 1) + i
    print sprintf('%d %d %d "%s"', (i - 1) % nx + 1, (i - 1) / nx + 1, \
      Winner[k] > 0 ? Rank[Winner[k]] : Winner[k], Lead[k])
  }
  print ''
  print ''
}
set print
entry(w) = w <= winners ? Key[Who[w]] : ''

# The panels, with one scale for all of them.
set xrange [0.5:nx + 0.5]
set yrange [0.5:ny + 0.5]

do for [format in 'svg pdf'] {
  if (format eq 'svg') {
    set terminal svg size 643,250 font 'Arial,11.33' \
      linewidth 1.33 background 'white'
    small = ',8.67'
  } else {
    set terminal pdfcairo size 17cm,6.61cm font 'Arial,8.5' \
      fontscale 0.75 linewidth 2
    small = ',6.5'
  }
  load folder.'style.gp'
  set output into.name.'.'.format
  set multiplot
  do for [p = 1:2] {
    c = (p - 1) % 2
    r = (p - 1) / 2
    left = 1.11 + c * 7.995
    top = 5.03 - r * 4.28
    set lmargin at screen left / 17
    set rmargin at screen (left + 7.595) / 17
    set tmargin at screen top / 6.61
    set bmargin at screen (top - 3.6) / 6.61
    set title Panel[p] noenhanced
    lowest = p + 2 > 2
    unset border
    unset grid
    set tics scale 0
    set ytics noenhanced
    set xtics ()
    do for [i = 1:nx] {
      set xtics add ((lowest ? sprintf('%g', X[i]) : '') i)
    }
    set ytics ()
    do for [i = 1:ny] {
      set ytics add ((!c ? sprintf('%g', Y[i]) : '') i)
    }
    plot for [w = 1:winners < 7 ? winners : 7] $winners index p - 1 using \
        ($3 == w ? $1 : NaN):2:($1 - 0.474):($1 + 0.474): \
        ($2 - 0.478):($2 + 0.478) \
        with boxxyerror ls w fs solid noborder notitle, \
      for [w = 8:winners] $winners index p - 1 using \
        ($3 == w ? $1 : NaN):2:($1 - 0.474):($1 + 0.474): \
        ($2 - 0.478):($2 + 0.478) \
        with boxxyerror ls w dt 1 lw 1 fs pattern 2 border notitle, \
      $winners index p - 1 using \
        ($3 == 0 ? $1 : NaN):2:($1 - 0.474):($1 + 0.474): \
        ($2 - 0.478):($2 + 0.478) \
        with boxxyerror ls 100 fs empty border notitle, \
      $winners index p - 1 using \
        ($3 > 0 ? $1 : NaN):2:($1 - 0.395):($1 + 0.395): \
        ($2 - 0.178):($2 + 0.178) \
        with boxxyerror lc rgb 'white' fs transparent solid 0.8 noborder notitle, \
      $winners index p - 1 using 1:2:4 \
        with labels font small noenhanced notitle
  }
  # What stands once on the page.
  unset border
  unset tics
  unset title
  set lmargin at screen 0
  set rmargin at screen 1
  set label 1 Page[1] at screen 0.524, screen 0.1 center noenhanced
  set label 2 Page[2] at screen 0.015, screen 0.489 center rotate noenhanced
  set label 3 Page[3] at screen 0.5, screen 0.958 center noenhanced
  set label 4 Page[4] at screen 0.5, screen 0.038 center font small noenhanced
  set key at screen 0.5, screen 0.926 center top \
    horizontal maxcols 3 width (format eq 'svg' ? 0 : 1)
  plot NaN notitle, for [w = 1:winners < 7 ? winners : 7] \
    keyentry with boxes ls w fs solid noborder title entry(w), \
    for [w = 8:winners] keyentry with boxes ls w \
      dt 1 lw 1 fs pattern 2 border title entry(w), \
    for [i = 1:none] \
    keyentry with boxes ls 100 fs empty border \
    title (none ? 'none fits' : '')
  unset label
  unset multiplot
  unset output
}
