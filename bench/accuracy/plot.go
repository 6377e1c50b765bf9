package main

import (
	"image/color"
	"strconv"
	"strings"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"github.com/hwprint/hwprint/hwhash"
)

// One colour for each of the records, readable by those who tell few apart
// (Okabe and Ito, "Color Universal Design").
var colours = []color.RGBA{
	{0, 114, 178, 255}, {213, 94, 0, 255}, {0, 158, 115, 255}, {204, 121, 167, 255},
}

var shapes = []draw.GlyphDrawer{draw.TriangleGlyph{}, draw.CircleGlyph{}, draw.SquareGlyph{}}

// drawCurves writes the trade-off curves of the records to a file, whose name
// says in which format.
func drawCurves(s *study, file string) error {
	p := plot.New()
	p.Title.Text = "Servers, a year apart, against twins"
	p.X.Label.Text = "false accepts, %"
	p.Y.Label.Text = "false rejects, %"
	p.X.Scale, p.Y.Scale = plot.LogScale{}, plot.LogScale{}
	p.X.Tick.Marker, p.Y.Tick.Marker = plot.TickerFunc(plainTicks), plot.TickerFunc(plainTicks)
	p.Add(plotter.NewGrid())
	p.Legend.Top = true
	for i, r := range records {
		line, err := plotter.NewLine(curve(s.records[i]))
		if err != nil {
			return err
		}
		line.Color, line.Width = colours[i], vg.Points(1.5)
		p.Add(line)
		p.Legend.Add(r.name, line)
		for j, preset := range presets {
			at := plotter.XYs{{X: 100 * s.records[i].accepted(preset).value(), Y: 100 * s.records[i].rejected(preset).value()}}
			if at[0].X == 0 || at[0].Y == 0 {
				continue
			}
			mark, err := plotter.NewScatter(at)
			if err != nil {
				return err
			}
			mark.GlyphStyle = draw.GlyphStyle{Color: colours[i], Radius: vg.Points(4), Shape: shapes[j]}
			p.Add(mark)
		}
	}
	for j, preset := range presets {
		mark := &plotter.Scatter{GlyphStyle: draw.GlyphStyle{Color: color.Gray{90}, Radius: vg.Points(4), Shape: shapes[j]}}
		p.Legend.Add(preset.name, mark)
	}
	p.Legend.XOffs, p.Legend.YOffs = -vg.Points(8), -vg.Points(8)
	p.X.Min, p.X.Max = leftmost, 10
	p.Y.Min, p.Y.Max = 1e-3, 10
	if err := drawRivals(p, s); err != nil {
		return err
	}
	return p.Save(22*vg.Centimeter, 15*vg.Centimeter, file)
}

// plainTicks writes 0.001 instead of 1e-03.
func plainTicks(low, high float64) []plot.Tick {
	ticks := plot.LogTicks{}.Ticks(low, high)
	for i := range ticks {
		if ticks[i].Label != "" {
			ticks[i].Label = strconv.FormatFloat(ticks[i].Value, 'f', -1, 64)
		}
	}
	return ticks
}

// leftmost is the left edge of the plot, where rules are drawn that accepted
// no pair.
const leftmost = 1e-5

// drawRivals marks the best rules of others on servers with all three classes.
func drawRivals(p *plot.Plot, s *study) error {
	style := draw.GlyphStyle{Color: color.Gray{90}, Radius: vg.Points(3), Shape: draw.CrossGlyph{}}
	for i, r := range rivals {
		best, found := strings.CutSuffix(r.settings, ", identity")
		if !found || best != "TWO" && best != "MOST" {
			continue
		}
		rates := s.recordRival.rivals[i]
		at := plotter.XYs{{X: max(100*rates.accept.value(), leftmost), Y: max(100*rates.reject.value(), p.Y.Min)}}
		mark, err := plotter.NewScatter(at)
		if err != nil {
			return err
		}
		mark.GlyphStyle = style
		label, err := plotter.NewLabels(plotter.XYLabels{XYs: at, Labels: []string{r.name + ", " + best}})
		if err != nil {
			return err
		}
		label.Offset = vg.Point{X: vg.Points(5), Y: -vg.Points(9)}
		label.TextStyle[0].Color = style.Color
		p.Add(mark, label)
	}
	p.Legend.Add("rules of others, all three classes", &plotter.Scatter{GlyphStyle: style})
	return nil
}

// curve goes through all thresholds at which both rates can be drawn on
// logarithmic axes.
func curve(t *tally) (points plotter.XYs) {
	for bits := hwhash.Bits(-20); bits <= 40; bits++ {
		for hundredths := hwhash.Bits(0); hundredths < hwhash.Bit; hundredths += 10 {
			at := preset{same: bits*hwhash.Bit + hundredths, groups: 1}
			x, y := 100*t.accepted(at).value(), 100*t.rejected(at).value()
			if x > 0 && y > 0 {
				points = append(points, plotter.XY{X: x, Y: y})
			}
		}
	}
	return points
}
