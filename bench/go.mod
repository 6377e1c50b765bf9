module github.com/hwprint/hwprint/bench

go 1.26.0

replace github.com/hwprint/hwprint => ../
