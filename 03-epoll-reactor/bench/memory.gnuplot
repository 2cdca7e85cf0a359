# Draws figures/memory.svg from figures/memory.csv, in the figures' colours:
#   gnuplot 03-epoll-reactor/bench/memory.gnuplot        from the root
set terminal svg size 760,380 font "Arial,14"
set output "03-epoll-reactor/figures/memory.svg"
set datafile separator ","
grey = "#717985"
# Orange: the kernel keeps a thread for each. Green: we keep what there is.
colour(name) = name[1:2] eq "01" ? 0xc2410c : 0x15803d
in_words(bytes) = bytes < 1024 ? sprintf("%.0f bytes", bytes) : \
    sprintf("%.1f KiB", bytes / 1024)
set border 1 lc rgb grey
set tics nomirror textcolor rgb grey
set ytics scale 0
set grid xtics lc rgb grey lw 0.3
set logscale x
set format x "%'.0f"
set xrange [50:300000]
set yrange [*:*] reverse
set offsets 0, 0, 0.6, 0.6
set xlabel "bytes; each line is ten times the one before" \
    textcolor rgb grey
set style fill solid 0.85 noborder
unset key
data = "03-epoll-reactor/figures/memory.csv"
plot data every ::1 \
     using (50):0:(50):2:($0-0.3):($0+0.3):(colour(strcol(1))):ytic(1) \
         with boxxyerror lc rgb variable, \
     data every ::1 using ($2*1.15):0:(in_words($2)) \
         with labels left textcolor rgb grey
