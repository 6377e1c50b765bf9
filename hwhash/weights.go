package hwhash

// The weights of Fellegi and Sunter ("A Theory for Record Linkage", JASA 64,
// 1969): agreement on a class is worth log2(m/u), disagreement
// log2((1-m)/(1-u)), with m the chance that the class agrees on the same
// machine a year later and u that it agrees on another machine of the same
// model.

// rates are what the weights of a class come from, in parts per million.
type rates struct {
	miss   uint64 // 1-m: no value agrees any more
	shared uint64 // another machine of the model has the value too, whatever the slot's width
}

const (
	maxSlots   = 4
	perMillion = 1_000_000
)

// weight of a class: agree[n][k] for k of n enrolled values agreeing. There are
// at most maxSlots; eight spare checks of bounds.
type weight struct {
	agree  [8][8]Bits
	differ Bits
}

var weights = func() (all [numClasses + 1]weight) {
	for c := SystemUUID; c <= numClasses; c++ {
		r := classRates[classes[c].name]
		w := &all[c]
		w.differ = log2(r.miss, perMillion-r.shared)
		for n := 1; n <= classes[c].slots; n++ {
			for k := 1; k <= n; k++ {
				w.agree[n][k] = log2(perMillion-r.miss, perMillion) + rarity(&classes[c], r, n, k)
			}
		}
	}
	return all
}()

// agreeing is what agreement is worth. Of a class with more values than slots
// those with the smallest numbers are kept, so that two machines agree by
// chance more often: as if each had four times as many.
func (w *weight) agreeing(out *ClassMatch, overflowed bool) Bits {
	worth := w.agree[out.Enrolled%8][out.Agreeing%8]
	if overflowed {
		worth = max(0, worth-2*Bit*Bits(out.Agreeing))
	}
	return worth
}

// rarity is -log2(u) for k agreeing values of n enrolled. By chance the number
// of agreeing slots is about Poisson with lambda = n*slots/2^width: all
// slots of the class are counted as presented, so that presenting fewer never
// makes an agreement worth more. No k values are rarer than sharing k times.
func rarity(info *classInfo, r rates, n, k int) Bits {
	factorial := [maxSlots + 1]uint64{1, 1, 2, 6, 24}
	chance := log2(1<<info.width, uint64(n*info.slots))*Bits(k) + log2(factorial[k], 1)
	return min(chance, log2(perMillion, r.shared)*Bits(k))
}
