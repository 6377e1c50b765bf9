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

// classRates: docs/matching.md, section "Rates", says where each is from.
var classRates = [numClasses + 1]rates{
	SystemUUID:   {4_000, 1_000},
	SystemSerial: {1_000, 1_000},
	BoardSerial:  {3_000, 1_000},
	TPM:          {20_000, 100},
	OSInstall:    {60_000, 1_000},
	NIC:          {4_600, 2_000},
	Disk:         {9_900, 2_000},
	MemoryModule: {50_000, 2_000},
	SystemModel:  {3_000, 900_000},
	BoardModel:   {2_000, 900_000},
	Firmware:     {300_000, 500_000},
	CPU:          {10_000, 650_000},
	MemorySize:   {80_000, 650_000},
	GPU:          {50_000, 800_000},
	PnPDevice:    {20_000, 900_000},
}

// groupCaps bound what a group adds or takes. The values of the platform group
// live in one flash chip and are copied and lost together; what describes the
// model tells little of the machine.
var groupCaps = [numGroups + 1]struct{ low, high Bits }{
	GroupPlatform: {-10 * Bit, 14 * Bit},
	GroupTPM:      {-6 * Bit, 13 * Bit},
	GroupOS:       {-4 * Bit, 10 * Bit},
	GroupNetwork:  {-8 * Bit, 18 * Bit},
	GroupStorage:  {-7 * Bit, 18 * Bit},
	GroupMemory:   {-4 * Bit, 12 * Bit},
	GroupModel:    {-5 * Bit, 1 * Bit},
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

// wideBonus is what an agreeing serial number of a wide slot is worth beyond
// any other: it agrees with that of another machine by the chance of its width
// alone.
var wideBonus = wideWidth*Bit - rarity(&classes[SystemSerial], classRates[SystemSerial], 1, 1)

var weights = func() (all [numClasses + 1]weight) {
	for c := SystemUUID; c <= numClasses; c++ {
		r := classRates[c]
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

// rarity is -log2(u) for k agreeing values of n enrolled. By chance the number
// of agreeing slots is about Poisson with lambda = n*slots/(2^width-1): all
// slots of the class are counted as presented, so that presenting fewer never
// makes an agreement worth more. No k values are rarer than sharing k times.
func rarity(info *classInfo, r rates, n, k int) Bits {
	factorial := [maxSlots + 1]uint64{1, 1, 2, 6, 24}
	chance := log2(1<<info.width-1, uint64(n*info.slots))*Bits(k) + log2(factorial[k], 1)
	return min(chance, log2(perMillion, r.shared)*Bits(k))
}
