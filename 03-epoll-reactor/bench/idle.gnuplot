# Draws figures/idle.svg from figures/idle.csv, in the figures' colours:
#   gnuplot 03-epoll-reactor/bench/idle.gnuplot        from the root
set terminal svg size 760,380 font "Arial,13"
set output "03-epoll-reactor/figures/idle.svg"
set datafile separator ","
set datafile missing ""
grey = "#717985"
set border 3 lc rgb grey
set tics nomirror textcolor rgb grey
set grid ytics lc rgb grey lw 0.3
set key at graph 0.3,0.45 textcolor rgb grey
set logscale y
set xlabel "idle connections (the first point: none)" textcolor rgb grey
set ylabel "echoes a second of 8 busy ones" textcolor rgb grey
set logscale x
set format y "%'.0f"
set xrange [1:12000]
set yrange [500:300000]
data = "03-epoll-reactor/figures/idle.csv"
plot data every ::1 using (column(1)+1):4 with linespoints lw 2 pt 7 ps 0.5 \
         lc rgb "#15803d" title "epoll", \
     data every ::1 using (column(1)+1):3 with linespoints lw 2 pt 7 ps 0.5 \
         lc rgb "#1d4ed8" title "poll", \
     data every ::1 using (column(1)+1):2 with linespoints lw 2 pt 7 ps 0.5 \
         lc rgb "#c2410c" title "select (to 1,000)"
