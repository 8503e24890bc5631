# Draws '../results/baselines-winners.csv' into winners-boards-exact.svg and winners-boards-exact.pdf.
# To redraw them, from any folder: gnuplot winners-boards-exact.gp
# To draw elsewhere: gnuplot -e "into = '/tmp/'" winners-boards-exact.gp

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
lines = 4
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
keep(r) = strcol('platform') eq 'raspberry-pi-4b-ethernet' && \
  (strcol('scheme') eq 'single' || strcol('scheme') eq 'tensor-parallel' || strcol('scheme') eq 'galaxy' || strcol('scheme') eq 'voltage')
group(r) = \
  strcol('scheme') eq 'single' ? 1 : \
  strcol('scheme') eq 'tensor-parallel' ? 2 : \
  strcol('scheme') eq 'galaxy' ? 3 : \
  strcol('scheme') eq 'voltage' ? 4 : \
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
array Style[4] = [1, 2, 3, 4]
array First[1] = [1]
array Last[1] = [4]
array Panel[1] = ['']
array Key[4] = ['single', 'tensor-parallel', 'galaxy', 'voltage']
# The names of the axes, the title, and the name of the files.
array Page[4] = ['Bandwidth of a link (Mbit/s)', 'Devices', \
  'Raspberry Pi 4B: schemes that change nothing', \
  'Least latency wins; numbers: second / first']
name = 'winners-boards-exact'

# The least mean wins a square; of means that differ by less than
# one part in 10^9, the first. Beside it the second in terms of the first.
panels = 1
series = 4
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
    set terminal svg size 321,235 font 'Arial,11.33' \
      linewidth 1.33 background 'white'
    small = ',8.67'
  } else {
    set terminal pdfcairo size 8.5cm,6.23cm font 'Arial,8.5' \
      fontscale 0.75 linewidth 2
    small = ',6.5'
  }
  load folder.'style.gp'
  set output into.name.'.'.format
  set multiplot
  do for [p = 1:1] {
    c = (p - 1) % 1
    r = (p - 1) / 1
    left = 1.11 + c * 7.49
    top = 5.03 - r * 3.9
    set lmargin at screen left / 8.5
    set rmargin at screen (left + 7.09) / 8.5
    set tmargin at screen top / 6.23
    set bmargin at screen (top - 3.6) / 6.23
    lowest = p + 1 > 1
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
        ($3 == w ? $1 : NaN):2:($1 - 0.472):($1 + 0.472): \
        ($2 - 0.478):($2 + 0.478) \
        with boxxyerror ls w fs solid noborder notitle, \
      for [w = 8:winners] $winners index p - 1 using \
        ($3 == w ? $1 : NaN):2:($1 - 0.472):($1 + 0.472): \
        ($2 - 0.478):($2 + 0.478) \
        with boxxyerror ls w dt 1 lw 1 fs pattern 2 border notitle, \
      $winners index p - 1 using \
        ($3 == 0 ? $1 : NaN):2:($1 - 0.472):($1 + 0.472): \
        ($2 - 0.478):($2 + 0.478) \
        with boxxyerror ls 100 fs empty border notitle, \
      $winners index p - 1 using \
        ($3 > 0 ? $1 : NaN):2:($1 - 0.423):($1 + 0.423): \
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
  set label 1 Page[1] at screen 0.548, screen 0.106 center noenhanced
  set label 2 Page[2] at screen 0.029, screen 0.518 center rotate noenhanced
  set label 3 Page[3] at screen 0.5, screen 0.955 center noenhanced
  set label 4 Page[4] at screen 0.5, screen 0.04 center font small noenhanced
  set key at screen 0.5, screen 0.921 center top \
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
