package main

import (
	"image/color"
	"strings"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
)

// Colours for those who tell few apart, too (Okabe and Ito, "Color Universal
// Design").
var (
	oursColour  = color.RGBA{0, 114, 178, 255}
	limitColour = color.RGBA{230, 159, 0, 255}
	otherColour = color.Gray{150}
)

// draw writes a bar for each way to hash 16 components to a file, whose name
// says in which format.
func draw(b *benchmarks, file string) error {
	p := plot.New()
	p.Title.Text = "A hash of 16 components"
	p.Title.Padding = vg.Points(6)
	p.X.Label.Text = "ns, " + b.processor
	p.Y.Label.Text = " " // room for the longest name
	names := make([]string, len(hashRows))
	for i, r := range hashRows {
		at := len(hashRows) - 1 - i // from above
		names[at] = strings.Trim(r.name, "*`")
		bar, err := plotter.NewBarChart(plotter.Values{b.of("%s/16", r.operation).ns}, vg.Points(14))
		if err != nil {
			return err
		}
		bar.Horizontal, bar.XMin, bar.LineStyle.Width = true, float64(at), 0
		switch {
		case strings.HasPrefix(r.operation, "Sum"):
			bar.Color = oursColour
		case strings.HasPrefix(r.operation, "Bare"):
			bar.Color = limitColour
		default:
			bar.Color = otherColour
		}
		p.Add(bar)
	}
	p.NominalY(names...)
	p.X.Min, p.X.Max = 0, 1.05*p.X.Max
	p.Y.Min, p.Y.Max = -0.6, float64(len(hashRows))-0.4
	return p.Save(18*vg.Centimeter, 7*vg.Centimeter, file)
}
